package dev.heed;

/**
 * Where a backend computes.
 *
 * @param kind {@code cpu} or {@code gpu}
 * @param name the device's own name, with what distinguishes it for a person: model, driver, threads
 */
public record Device(String kind, String name) {
    @Override
    public String toString() {
        return kind + " (" + name + ")";
    }
}
