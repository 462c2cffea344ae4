package dev.heed.encoder;

import dev.heed.attention.Bias;
import dev.heed.attention.Rope;

/** How an encoder knows where a token stands; each sequence counts from 0. */
public sealed interface Positions {
    /** It does not. */
    record None() implements Positions {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.none(this);
        }
    }

    /**
     * Sines and cosines are added to the input: number 2i at position p is sin(p / 10000<sup>2i/width</sup>), number
     * 2i + 1 the cosine (Vaswani et al., 2017).
     */
    record Sinusoidal() implements Positions {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sinusoidal(this);
        }
    }

    /**
     * A learned row for each position is added to the input; the table {@code embedding.position.weight} is
     * [maxPositions, width].
     *
     * @param maxPositions the rows of the table
     * @param offset the row of position 0 (RoBERTa's is 2)
     */
    record Learned(int maxPositions, int offset) implements Positions {
        /** Checks the numbers. */
        public Learned {
            if (maxPositions < 1 || offset < 0 || offset >= maxPositions) {
                throw new IllegalArgumentException("maxPositions, offset: expected offset 0 or more and below"
                        + " maxPositions, got " + maxPositions + ", " + offset);
            }
        }

        /** The longest sequence that has a row for each position. */
        public int maxLength() {
            return maxPositions - offset;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.learned(this);
        }
    }

    /** Queries and keys of every layer are turned. */
    record Rotary(Rope rope) implements Positions {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rotary(this);
        }
    }

    /**
     * The scores of every layer get a bias by distance. A learned table, {@code attention.bias.weight}, is shared by all
     * layers, as in T5.
     */
    record Biased(Bias bias) implements Positions {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.biased(this);
        }
    }

    /** Asks which alternative this is; what the compiler has in place of a {@code switch} before Java 21. */
    <R> R match(Cases<R> cases);

    /**
     * The alternatives of positions: one method for each, so that a new alternative does not compile until every one is thought of.
     *
     * @param <R> what each case returns
     */
    interface Cases<R> {
        /** The case of {@link None}. */
        R none(None positions);

        /** The case of {@link Sinusoidal}. */
        R sinusoidal(Sinusoidal positions);

        /** The case of {@link Learned}. */
        R learned(Learned positions);

        /** The case of {@link Rotary}. */
        R rotary(Rotary positions);

        /** The case of {@link Biased}. */
        R biased(Biased positions);
    }
}
