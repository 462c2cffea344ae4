package dev.heed.nd4j;

import java.util.function.Supplier;

/**
 * Keeps ND4J from logging what it found while it starts, and SLF4J from complaining that nobody is there to log to.
 * What the host application has set is left alone.
 */
final class Quiet {
    private Quiet() {}

    static <T> T during(Supplier<T> start) {
        return with("org.nd4j.log.initialization", "false", () -> with("slf4j.internal.verbosity", "ERROR", start));
    }

    private static <T> T with(String property, String value, Supplier<T> start) {
        if (System.getProperty(property) != null) {
            return start.get();
        }
        System.setProperty(property, value);
        try {
            return start.get();
        } finally {
            System.clearProperty(property);
        }
    }
}
