package dev.heed.conformance.compare;

import dev.heed.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param baselines what became of it by the engine's own means, by the index of the work, where there are any
 */
public record BackendResult(
        String id,
        String version,
        Device device,
        double openingSeconds,
        OptionalLong residentBytes,
        List<Outcome> outcomes,
        Map<Integer, BaselineResult> baselines) {
    /** Copies the outcomes. */
    public BackendResult {
        outcomes = List.copyOf(outcomes);
        baselines = Map.copyOf(baselines);
    }

    /** What became of a work by the engine's own means. */
    public Optional<BaselineResult> baseline(int work) {
        return Optional.ofNullable(baselines.get(work));
    }

    /** How many times as long as its engine's own means the backend takes at the median; empty unless both are right. */
    public OptionalDouble ratio(int work) {
        return baseline(work)
                .map(BaselineResult::outcome)
                .filter(Outcome.Measured.class::isInstance)
                .map(Outcome.Measured.class::cast)
                .filter(Outcome.Measured::right)
                .filter(own -> outcomes.get(work) instanceof Outcome.Measured)
                .map(own -> ((Outcome.Measured) outcomes.get(work)).timing().median()
                        / own.timing().median())
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }
}
