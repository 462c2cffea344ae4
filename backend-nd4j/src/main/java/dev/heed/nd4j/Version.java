package dev.heed.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The versions of this module and of the engine that it was built for. */
final class Version {
    private Version() {}

    /** For people: {@code 0.1.0 (ND4J 1.0.0)}. */
    static String text() {
        Properties properties = properties();
        return properties.getProperty("provider", "unknown") + " (ND4J " + engine() + ")";
    }

    static String engine() {
        return properties().getProperty("engine", "unknown");
    }

    private static Properties properties() {
        Properties properties = new Properties();
        try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException unreadable) {
            // Said as "unknown": a version is no reason to fail.
        }
        return properties;
    }
}
