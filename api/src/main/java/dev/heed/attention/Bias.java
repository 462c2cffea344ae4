package dev.heed.attention;

import java.util.ArrayList;
import java.util.List;

/**
 * What is added to the scores according to the distance of query and key (rule ATT-12). The distance is j − p, with p
 * the query's position aligned bottom-right ({@link Alignment}), of the batch entry's own lengths.
 */
public sealed interface Bias {
    /**
     * −slope · |j − p| (Press et al., 2022).
     *
     * @param slopes one for each query head
     */
    record Alibi(List<Double> slopes) implements Bias {
        /** Copies the slopes. */
        public Alibi {
            slopes = List.copyOf(slopes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.alibi(this);
        }
    }

    /**
     * T5's buckets (Raffel et al., 2020): half of the buckets for single distances, half for distances that grow
     * logarithmically to maxDistance. The table is given beside the spec, [buckets, heads].
     *
     * @param buckets how many rows the table has; even and 4 or more when bidirectional, else 2 or more
     * @param maxDistance the distance from which on all share the last bucket
     * @param bidirectional whether keys after the query have buckets of their own, or share bucket 0
     */
    record RelativeBuckets(int buckets, int maxDistance, boolean bidirectional) implements Bias {
        /** Checks the numbers. */
        public RelativeBuckets {
            int perDirection = bidirectional ? buckets / 2 : buckets;
            if (perDirection < 2 || (bidirectional && buckets % 2 != 0)) {
                throw new IllegalArgumentException(
                        "buckets: expected 2 or more for each direction, the same number for both, got " + buckets);
            }
            if (maxDistance <= perDirection / 2) {
                throw new IllegalArgumentException("maxDistance: expected more than " + perDirection / 2
                        + ", the distances that have a bucket of their own, got " + maxDistance);
            }
        }

        /** The row of the table for a distance j − p (T5's {@code _relative_position_bucket}). */
        public int bucket(int distance) {
            int perDirection = bidirectional ? buckets / 2 : buckets;
            int first = bidirectional && distance > 0 ? perDirection : 0;
            int magnitude = bidirectional ? Math.abs(distance) : Math.max(-distance, 0);
            int exact = perDirection / 2;
            if (magnitude < exact) {
                return first + magnitude;
            }
            double logarithmic = Math.log((double) magnitude / exact) / Math.log((double) maxDistance / exact);
            return first + Math.min(exact + (int) (logarithmic * (perDirection - exact)), perDirection - 1);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.relativeBuckets(this);
        }
    }

    /**
     * A learned number for each distance (Shaw et al., 2018, as a scalar): the table is given beside the spec,
     * [2·maxDistance + 1, heads], row clamp(j − p, −maxDistance, maxDistance) + maxDistance.
     *
     * @param maxDistance the distance from which on all share the last row; 0 or more
     */
    record RelativeOffsets(int maxDistance) implements Bias {
        /** Checks the distance. */
        public RelativeOffsets {
            if (maxDistance < 0) {
                throw new IllegalArgumentException("maxDistance: expected 0 or more, got " + maxDistance);
            }
        }

        /** The row of the table for a distance j − p. */
        public int row(int distance) {
            return Math.max(-maxDistance, Math.min(maxDistance, distance)) + maxDistance;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.relativeOffsets(this);
        }
    }

    /**
     * ALiBi with the paper's slopes: the powers of 2<sup>−8/n</sup> for n heads, n a power of two; for other numbers
     * those of the next lower power, then every other one of the next higher.
     */
    static Bias alibi(int heads) {
        if (heads < 1) {
            throw new IllegalArgumentException("heads: expected 1 or more, got " + heads);
        }
        int lower = Integer.highestOneBit(heads);
        List<Double> slopes = new ArrayList<>();
        for (int i = 1; i <= lower; i++) {
            slopes.add(Math.pow(2, -8.0 * i / lower));
        }
        for (int i = 1; slopes.size() < heads; i += 2) {
            slopes.add(Math.pow(2, -4.0 * i / lower));
        }
        return new Alibi(slopes);
    }

    /** Asks which alternative this is; what the compiler has in place of a {@code switch} before Java 21. */
    <R> R match(Cases<R> cases);

    /**
     * The alternatives of a bias: one method for each, so that a new alternative does not compile until every one is thought of.
     *
     * @param <R> what each case returns
     */
    interface Cases<R> {
        /** The case of {@link Alibi}. */
        R alibi(Alibi bias);

        /** The case of {@link RelativeBuckets}. */
        R relativeBuckets(RelativeBuckets bias);

        /** The case of {@link RelativeOffsets}. */
        R relativeOffsets(RelativeOffsets bias);
    }
}
