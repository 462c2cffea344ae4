package dev.heed.conformance.compare;

import dev.heed.conformance.ConformanceSuite;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What is compared and for how long. Immutable. */
public final class ComparisonPlan {
    private static final int LENGTH = 2048;

    private final String name;
    private final long seed;
    private final List<Work> works;
    private final Pace pace;

    ComparisonPlan(String name, long seed, List<Work> works, Pace pace) {
        this.name = name;
        this.seed = seed;
        this.works = List.copyOf(works);
        this.pace = pace;
    }

    /** All works, in enough rounds for steady medians. */
    public static ComparisonPlan standard() {
        return of(
                "standard",
                new Pace(
                        Duration.ofMillis(1000),
                        11,
                        Duration.ofMillis(300),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(10)));
    }

    /** All works, in few and short rounds: a first look. */
    public static ComparisonPlan quick() {
        return of(
                "quick",
                new Pace(
                        Duration.ofMillis(200),
                        3,
                        Duration.ofMillis(100),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(3)));
    }

    private static ComparisonPlan of(String name, Pace pace) {
        long seed = ConformanceSuite.DEFAULT_SEED;
        List<Work> works = Stream.concat(
                        StandardWorks.miniLm(seed).stream(), StandardWorks.attention(LENGTH, seed).stream())
                .toList();
        return new ComparisonPlan(name, seed, works, pace);
    }

    /** The plan's name: {@code standard} or {@code quick}. */
    public String name() {
        return name;
    }

    /** What all numbers are drawn from. */
    public long seed() {
        return seed;
    }

    /** How long things are measured. */
    public Pace pace() {
        return pace;
    }

    /** What is run, in this order. */
    List<Work> works() {
        return works;
    }
}
