package dev.heed;

/**
 * What really ran, as every result reports it (rule SPI-5).
 *
 * @param backend the id of the backend
 * @param device where it computed
 * @param precision in which precision
 */
public record Execution(String backend, Device device, Precision precision) {
    @Override
    public String toString() {
        return backend + " on " + device + " in " + precision;
    }
}
