package dev.heed;

import dev.heed.spi.Probe;
import java.util.Optional;

/** What a provider threw, from being loaded on, as a sentence with a way out. */
final class ProviderFailure {
    private final Throwable failure;
    private final Throwable root;

    private ProviderFailure(Throwable failure) {
        this.failure = failure;
        this.root = root(failure);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    static Probe.Unavailable of(Throwable failure) {
        ProviderFailure told = new ProviderFailure(failure);
        return new Probe.Unavailable(told.cause(), told.remedy() + ", or leave it off the class path");
    }

    /** Something that it did which no exception tells of. */
    static Probe.Unavailable of(String cause) {
        return new Probe.Unavailable(cause, "tell its author, or leave it off the class path");
    }

    private String cause() {
        String kind = "it threw " + root.getClass().getSimpleName();
        return message().map(message -> kind + ": " + withoutPeriod(message)).orElse(kind);
    }

    private static String withoutPeriod(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private String remedy() {
        if (isOfAnotherApi()) {
            return "use a version of it that was built for this heed-api";
        }
        if (root instanceof UnsupportedClassVersionError) {
            return "run it on the Java that it was compiled for";
        }
        if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
            return "add the library that it misses to the class path";
        }
        if (root instanceof UnsatisfiedLinkError) {
            return "install what its native library needs";
        }
        if (message().orElse("").endsWith(" not found")) {
            return "its jar is incomplete, build or download it again";
        }
        if (message().orElse("").endsWith(" not a subtype")) {
            return "it sees another copy of heed-api than this one, keep one of them";
        }
        return "tell its author";
    }

    /** A method or class of this project's that is not there, or that the provider should have and has not. */
    private boolean isOfAnotherApi() {
        boolean linking = failure instanceof LinkageError || root instanceof LinkageError;
        String text = message().orElse("").replace('/', '.');
        return linking && !(root instanceof UnsatisfiedLinkError) && text.contains("dev.heed.");
    }

    private Optional<String> message() {
        return Optional.ofNullable(root.getMessage());
    }
}
