package dev.heed;

import dev.heed.spi.Probe;
import java.util.OptionalInt;

/**
 * A provider that was found, and whether it is usable.
 *
 * @param id its id, or the name of its class if it could not even say that
 * @param version its version; empty if it could not say
 * @param location the jar, folder or module that it was loaded from
 * @param priority its priority; empty if it could not say
 * @param probe whether it is usable, and if not, why and what to do
 */
public record Candidate(String id, String version, String location, OptionalInt priority, Probe probe) {
    /** One sentence: {@code djl (heed-backend-djl-1.0.jar): libtorch did not load; use backend 'nd4j'.} */
    @Override
    public String toString() {
        String state =
                probe instanceof Probe.Available available ? "available on " + available.device() : probe.toString();
        return id + " (" + location + "): " + state + (state.endsWith(".") ? "" : ".");
    }
}
