package dev.heed.benchmark;

import dev.heed.conformance.compare.Lane;
import dev.heed.conformance.compare.Timing;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Numbers made of the medians of several lanes within a round, one number for each round, so that what slows all of them
 * down for a while does not count.
 */
final class Ratios {
    private Ratios() {}

    /** How many times the time of one lane another one takes. */
    static Timing of(Lane numerator, Lane denominator) {
        return of(List.of(numerator, denominator), medians -> medians[0] / medians[1]);
    }

    /** Any number made of the lanes' medians, in seconds, in the order of the lanes. */
    static Timing of(List<Lane> lanes, ToDoubleFunction<double[]> ratio) {
        int rounds = lanes.stream().mapToInt(lane -> lane.blocks().size()).min().orElseThrow();
        return new Timing(IntStream.range(0, rounds)
                .mapToObj(round -> ratio.applyAsDouble(lanes.stream()
                        .mapToDouble(lane -> lane.blocks().get(round).median())
                        .toArray()))
                .toList());
    }
}
