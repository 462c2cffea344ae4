package dev.heed.conformance.compare;

import dev.heed.Device;
import java.util.List;
import java.util.OptionalLong;

/**
 * A backend that ran.
 *
 * @param id its id
 * @param version the version of the provider and of its engine
 * @param device where it computed
 * @param openingSeconds how long opening took, native libraries included
 * @param residentBytes the most memory that was resident after a first call of any work, with its weights loaded, above
 *     what was resident before this backend was opened; empty where the system does not say
 * @param outcomes what became of each work, in the order of {@link ComparisonReport#works()}
 */
public record BackendResult(
        String id,
        String version,
        Device device,
        double openingSeconds,
        OptionalLong residentBytes,
        List<Outcome> outcomes) {
    /** Copies the outcomes. */
    public BackendResult {
        outcomes = List.copyOf(outcomes);
    }
}
