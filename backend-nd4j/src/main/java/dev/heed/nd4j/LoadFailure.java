package dev.heed.nd4j;

import dev.heed.spi.Probe;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Says what went wrong while native libraries were loaded, and what can be done about it (rule SPI-2). */
final class LoadFailure {
    /** What the unpacked libraries need, and then some. */
    private static final long ROOM = 400L << 20;

    /** In an application of modules, a module that none of them requires is not there. */
    static final Probe.Unavailable NO_UNSAFE = new Probe.Unavailable(
            "the JDK's module jdk.unsupported, which JavaCPP needs, is not among the modules of this application",
            "Start java with --add-modules jdk.unsupported.");

    private record Known(List<String> signs, String cause, String remedy) {}

    private static final Known NO_ROOM = new Known(
            List.of("No space left", "not enough space", "Disk quota"),
            "there is no room to unpack ND4J's native libraries",
            "Free 400 MB on the disk of ~/.javacpp/cache, or set -Dorg.bytedeco.javacpp.cachedir to a folder on another"
                    + " disk, and start again.");

    private static final List<Known> KNOWN = List.of(
            NO_ROOM,
            new Known(
                    List.of("Could not create the cache", "Permission denied", "AccessDenied", "Read-only file system"),
                    "the folder for ND4J's native libraries cannot be written to",
                    "Set -Dorg.bytedeco.javacpp.cachedir to a folder that can be written to, with 400 MB of room."),
            new Known(
                    List.of("already loaded in another classloader"),
                    "another class loader of this process has loaded ND4J's native libraries",
                    "Put ND4J where one class loader serves everybody, such as an application server's shared"
                            + " libraries."),
            new Known(
                    List.of("GLIBC", "ld-linux", "ld-musl", "libc.musl"),
                    "ND4J's native libraries do not fit this system's C library",
                    "Use a base image with glibc 2.17 or newer; Alpine's musl will not do."),
            new Known(
                    List.of("failed to map segment", "wrong ELF class", "file too short", "invalid ELF header"),
                    "an unpacked native library of ND4J cannot be loaded",
                    "Make sure that ~/.javacpp/cache is not mounted noexec, delete it, so that the libraries are"
                            + " unpacked anew, and start again."));

    private LoadFailure() {}

    static Probe.Unavailable explain(Throwable failure) {
        List<String> messages = messages(failure);
        for (Known known : KNOWN) {
            for (String message : messages) {
                if (known.signs.stream().anyMatch(message::contains)) {
                    return new Probe.Unavailable(known.cause + ": " + message, known.remedy);
                }
            }
        }
        String root = messages.get(messages.size() - 1);
        if (failure instanceof NoClassDefFoundError) {
            return new Probe.Unavailable(
                    "a class of ND4J is missing: " + root,
                    "Add all dependencies of heed-backend-nd4j to the class path.");
        }
        if (failure instanceof UnsatisfiedLinkError) {
            return unsatisfied(root);
        }
        return new Probe.Unavailable(
                "ND4J did not start: " + root,
                "Check that ND4J " + Version.engine() + " and the JavaCPP and OpenBLAS that it was built with are the"
                        + " only ones on the class path.");
    }

    private static Probe.Unavailable unsatisfied(String message) {
        // JavaCPP goes on after a failed write, and stumbles later over the file that is not there.
        if (message.contains("cannot open shared object") && room() < ROOM) {
            return new Probe.Unavailable(
                    NO_ROOM.cause + ", only " + (room() >> 20) + " MB are free: " + message, NO_ROOM.remedy);
        }
        String platform = Loader.getPlatform();
        return new Probe.Unavailable(
                "a native library of ND4J did not load: " + message,
                "Add org.nd4j:nd4j-native:" + Version.engine() + ", org.bytedeco:openblas and org.bytedeco:javacpp with"
                        + " the classifier " + platform + " to the class path; there are such for linux-x86_64,"
                        + " linux-arm64, macosx-x86_64, macosx-arm64 and windows-x86_64.");
    }

    private static long room() {
        try {
            File folder = Loader.getCacheDir();
            return folder.getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    /** The messages from the outside in, those of suppressed failures included. */
    private static List<String> messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = failure; each != null && messages.size() < 20; each = each.getCause()) {
            messages.add(text(each));
            for (Throwable suppressed : each.getSuppressed()) {
                messages.add(text(suppressed));
            }
        }
        return messages;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
