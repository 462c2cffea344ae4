package dev.heed.nd4j;

import dev.heed.spi.Probe;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Says what went wrong while native libraries were loaded, and what can be done about it (rule SPI-2). */
final class LoadFailure {
    private static final String FOLDER =
            "~/.javacpp/cache, or what the system property" + " org.bytedeco.javacpp.cachedir names";

    private record Known(List<String> signs, String cause, String remedy) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    List.of("No space left", "not enough space", "Disk quota"),
                    "there is no room to unpack ND4J's native libraries",
                    "Free 400 MB in the folder where they are unpacked (" + FOLDER + "), and start again."),
            new Known(
                    List.of("Could not create the cache", "Permission denied", "AccessDenied", "Read-only file system"),
                    "the folder for ND4J's native libraries cannot be written to",
                    "Set -Dorg.bytedeco.javacpp.cachedir to a folder that can be written to, with 400 MB of room."),
            new Known(
                    List.of("already loaded in another classloader"),
                    "ND4J's native libraries are loaded already, by another class loader of this process",
                    "Put ND4J where one class loader serves everybody, such as the application server's shared"
                            + " libraries."),
            new Known(
                    List.of("GLIBC", "ld-linux", "libc.so.6", "ld-musl"),
                    "ND4J's native libraries do not fit this system's C library",
                    "Use a base image with glibc 2.17 or newer; Alpine's musl does not do."));

    private LoadFailure() {}

    static Probe.Unavailable explain(Throwable failure) {
        List<String> messages = messages(failure);
        String root = messages.get(messages.size() - 1);
        for (Known known : KNOWN) {
            for (String message : messages) {
                if (known.signs.stream().anyMatch(message::contains)) {
                    return new Probe.Unavailable(known.cause + ": " + message, known.remedy);
                }
            }
        }
        if (failure instanceof NoClassDefFoundError) {
            return new Probe.Unavailable(
                    "a class of ND4J is missing: " + root,
                    "Add the dependencies of heed-backend-nd4j to the class path, all of them.");
        }
        if (failure instanceof UnsatisfiedLinkError) {
            return missingLibrary(root);
        }
        return new Probe.Unavailable(
                "ND4J did not start: " + root,
                "Check that ND4J " + Version.engine() + " and its JavaCPP and OpenBLAS are the only ones of their kind"
                        + " on the class path.");
    }

    private static Probe.Unavailable missingLibrary(String message) {
        String platform = Loader.getPlatform();
        return new Probe.Unavailable(
                "a native library of ND4J did not load on " + platform + ": " + message,
                "Add org.nd4j:nd4j-native:" + Version.engine() + ", org.bytedeco:openblas and org.bytedeco:javacpp with"
                        + " the classifier " + platform
                        + " to the class path; they exist for linux-x86_64, linux-arm64,"
                        + " macosx-x86_64, macosx-arm64 and windows-x86_64.");
    }

    /** The messages from the outside in, those of suppressed failures included. */
    private static List<String> messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = failure; each != null && messages.size() < 20; each = each.getCause()) {
            for (Throwable suppressed : each.getSuppressed()) {
                messages.add(text(suppressed));
            }
            messages.add(text(each));
        }
        return messages;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
