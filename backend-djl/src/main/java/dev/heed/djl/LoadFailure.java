package dev.heed.djl;

import dev.heed.spi.Probe;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;

/** Puts a failure to load libtorch into words: what is wrong, and what can be done about it (rule SPI-2). */
final class LoadFailure {
    private static final String OTHER_BACKEND = ", or use another backend, such as 'nd4j'.";

    private LoadFailure() {}

    /**
     * @param failure what loading threw
     * @param folder where libtorch is unpacked to
     */
    static Probe.Unavailable explain(Throwable failure, String folder) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            Optional<Probe.Unavailable> explained = explainOne(each, folder);
            if (explained.isPresent()) {
                return explained.get();
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Probe.Unavailable(
                "libtorch did not load: " + summary(root),
                "Delete " + folder + " in case it is damaged and try again" + OTHER_BACKEND);
    }

    private static Optional<Probe.Unavailable> explainOne(Throwable failure, String folder) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left") || message.contains("not enough space")) {
            return unavailable(
                    "no space is left to unpack libtorch to " + folder,
                    "Free 0.5 GB there, or set DJL_CACHE_DIR to a folder with room" + OTHER_BACKEND);
        }
        if (failure instanceof AccessDeniedException || isReadOnly(failure)) {
            return unavailable(
                    "libtorch cannot be unpacked: " + folder + " is not writable (" + message + ")",
                    "Make it writable, or set DJL_CACHE_DIR to a folder that is" + OTHER_BACKEND);
        }
        if (failure instanceof FileSystemException) {
            return unavailable(
                    "libtorch cannot be unpacked to " + folder + ": " + summary(failure),
                    "Set DJL_CACHE_DIR to a folder that is writable and has 0.5 GB free" + OTHER_BACKEND);
        }
        if (message.contains("already loaded in another classloader")) {
            return unavailable(
                    "libtorch is in use by another class loader of this process",
                    "Put heed-backend-djl and its dependencies into a class loader that all users share.");
        }
        if (failure instanceof UnsatisfiedLinkError) {
            return unavailable("libtorch did not load: " + summary(failure), remedyOfLinking(message, folder));
        }
        if (failure instanceof NoClassDefFoundError || failure instanceof ClassNotFoundException) {
            return unavailable(
                    "a class of the Deep Java Library is missing or broken: " + message,
                    "Depend on heed-backend-djl through Maven or Gradle, which bring its dependencies along.");
        }
        return Optional.empty();
    }

    private static boolean isReadOnly(Throwable failure) {
        return failure instanceof FileSystemException
                && String.valueOf(failure.getMessage()).contains("Read-only file system");
    }

    private static String remedyOfLinking(String message, String folder) {
        if (message.contains("GLIBC") || message.contains("CXXABI")) {
            return "Use a newer base image: one with glibc 2.28 or later" + OTHER_BACKEND;
        }
        if (message.contains("musl") || message.contains("ld-linux")) {
            return "Use a base image with glibc (not Alpine)" + OTHER_BACKEND;
        }
        if (message.contains("libstdc++")) {
            return "Install libstdc++ (package libstdc++6)" + OTHER_BACKEND;
        }
        if (message.toLowerCase(Locale.ROOT).contains("failed to map segment")) {
            return "Set DJL_CACHE_DIR to a folder of a file system that is not mounted noexec" + OTHER_BACKEND;
        }
        return "Delete " + folder + " in case it is damaged and try again" + OTHER_BACKEND;
    }

    private static String summary(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return failure.getClass().getSimpleName() + ": " + message;
    }

    private static Optional<Probe.Unavailable> unavailable(String cause, String remedy) {
        return Optional.of(new Probe.Unavailable(cause, remedy));
    }
}
