package dev.heed.spi;

import dev.heed.Device;

/** What a provider found when it looked whether its engine can run (rule SPI-2). */
public sealed interface Probe {
    /**
     * The engine can run.
     *
     * @param device where it would compute
     */
    record Available(Device device) implements Probe {}

    /**
     * The engine cannot run.
     *
     * @param cause what is wrong: {@code libtorch did not load: GLIBC_2.34 not found}
     * @param remedy what the user can do about it, as a sentence of its own
     */
    record Unavailable(String cause, String remedy) implements Probe {
        @Override
        public String toString() {
            return cause + "; " + remedy;
        }
    }
}
