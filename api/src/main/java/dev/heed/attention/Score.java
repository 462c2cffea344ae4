package dev.heed.attention;

/**
 * How a query and a key are compared (rule ATT-2), before the scale. D is the head width.
 *
 * <p>Learned parameters are given beside the spec, under the names of {@link AttentionSpec#weightShapes()}; query head h
 * uses row h of each.
 */
public sealed interface Score {
    /** q·k with default scale 1/√D (Vaswani et al., 2017). */
    record ScaledDot() implements Score {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.scaledDot(this);
        }
    }

    /** q·k with default scale 1 (Luong et al., 2015, "dot"). */
    record Dot() implements Score {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.dot(this);
        }
    }

    /** q·k of vectors normalised to length 1, default scale 1; a zero vector scores 0 with every other. */
    record Cosine() implements Score {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cosine(this);
        }
    }

    /** qᵀWk with default scale 1 (Luong et al., 2015, "general"); {@code score.weight} is [heads, D, D]. */
    record Bilinear() implements Score {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bilinear(this);
        }
    }

    /**
     * vᵀtanh(Wq·q + Wk·k + b) with default scale 1 (Bahdanau et al., 2015); {@code score.query.weight} and
     * {@code score.key.weight} are [heads, hiddenWidth, D], {@code score.bias} and {@code score.vector} [heads,
     * hiddenWidth].
     *
     * @param hiddenWidth the width inside the tanh, 1 or more
     */
    record Additive(int hiddenWidth) implements Score {
        /** Checks the width. */
        public Additive {
            if (hiddenWidth < 1) {
                throw new IllegalArgumentException("hiddenWidth: expected 1 or more, got " + hiddenWidth);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.additive(this);
        }
    }

    /** The scale that applies unless the spec gives another. */
    default double defaultScale(int headWidth) {
        return this instanceof ScaledDot ? 1 / Math.sqrt(headWidth) : 1;
    }

    /** Asks which alternative this is; what the compiler has in place of a {@code switch} before Java 21. */
    <R> R match(Cases<R> cases);

    /**
     * The alternatives of a score: one method for each, so that a new alternative does not compile until every one is thought of.
     *
     * @param <R> what each case returns
     */
    interface Cases<R> {
        /** The case of {@link ScaledDot}. */
        R scaledDot(ScaledDot score);

        /** The case of {@link Dot}. */
        R dot(Dot score);

        /** The case of {@link Cosine}. */
        R cosine(Cosine score);

        /** The case of {@link Bilinear}. */
        R bilinear(Bilinear score);

        /** The case of {@link Additive}. */
        R additive(Additive score);
    }
}
