package dev.heed.conformance.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The choices that one draw is made of, each by its name: made at random the first time, and given when the draw is
 * repeated with some of them lowered. 0 is always the simplest, so that a draw is shrunk by lowering its choices,
 * whatever they mean. A choice that was not given is 0.
 */
final class Choices {
    private final long seed;
    private final @Nullable SplittableRandom random;
    private final Map<String, Integer> given;
    private final Map<String, Integer> made = new LinkedHashMap<>();

    private Choices(long seed, @Nullable SplittableRandom random, Map<String, Integer> given) {
        this.seed = seed;
        this.random = random;
        this.given = given;
    }

    /** Choices at random. */
    static Choices random(long seed) {
        return new Choices(seed, new SplittableRandom(seed), Map.of());
    }

    /** Just these choices, with the numbers in tensors from the same seed as before. */
    static Choices repeat(long seed, Map<String, Integer> given) {
        return new Choices(seed, null, given);
    }

    /** What the numbers in tensors are drawn from. */
    long seed() {
        return seed;
    }

    /** The choices made so far. */
    Map<String, Integer> made() {
        return new LinkedHashMap<>(made);
    }

    /** A whole number from 0 up to a bound, which is excluded. */
    int below(String name, int bound) {
        return keep(name, random == null ? given(name, bound) : random.nextInt(bound));
    }

    /** True so many times in a hundred. */
    boolean chance(String name, int percent) {
        int choice = random == null ? given(name, 2) : random.nextInt(100) < percent ? 1 : 0;
        return keep(name, choice) == 1;
    }

    /** One of these, the simplest first. */
    @SafeVarargs
    final <T> T oneOf(String name, T... options) {
        return options[below(name, options.length)];
    }

    /** A length from 0 to {@code most}: small for the most part, sometimes at a border of blocks and tiles. */
    int length(String name, int most) {
        return keep(name, random == null ? given(name, most + 1) : Math.min(most, anyLength(random)));
    }

    private static int anyLength(SplittableRandom random) {
        int share = random.nextInt(100);
        if (share < 65) {
            return random.nextInt(10);
        }
        if (share < 90) {
            return random.nextInt(80);
        }
        return (1 << random.nextInt(4, 13)) + random.nextInt(-1, 2);
    }

    /** So many whole numbers, each from 0 up to a bound. */
    int[] each(String name, int count, int bound) {
        int[] choices = new int[count];
        Arrays.setAll(choices, i -> below(name + "." + i, bound));
        return choices;
    }

    private int given(String name, int bound) {
        return Math.max(0, Math.min(bound - 1, given.getOrDefault(name, 0)));
    }

    private int keep(String name, int choice) {
        made.put(name, choice);
        return choice;
    }
}
