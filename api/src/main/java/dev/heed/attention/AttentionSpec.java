package dev.heed.attention;

import dev.heed.Precision;
import dev.heed.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Everything about an attention that is the same from call to call. Immutable; made by {@link #builder(int, int)}.
 *
 * <p>The pipeline is always: score, scale, soft cap, biases, masks, softmax, weighted sum of the values (rule ATT-1).
 *
 * @param heads query heads, a multiple of the key/value heads
 * @param keyValueHeads heads of key and value; query head h reads head h / (heads / keyValueHeads) (rule ATT-11)
 * @param headWidth D, the width of a query and a key head
 * @param valueWidth Dv, the width of a value head
 * @param score how query and key are compared
 * @param scale what multiplies the score; empty for the score's default
 * @param softCap c in c·tanh(score / c), applied before biases and masks; empty for none
 * @param biases what is added by distance, in any order
 * @param mask the mask of every call; a call can add its own, {@link AttentionInputs#mask()}
 * @param rope the rotation of query and key before the score; empty for none
 * @param returnWeights whether the weights after the softmax are returned too (rule ATT-14)
 * @param returnScores the stage whose scores are returned too; empty for none
 * @param precision what is computed in (rule PRE-1)
 */
public record AttentionSpec(
        int heads,
        int keyValueHeads,
        int headWidth,
        int valueWidth,
        Score score,
        OptionalDouble scale,
        OptionalDouble softCap,
        List<Bias> biases,
        Mask mask,
        Optional<Rope> rope,
        boolean returnWeights,
        Optional<ScoreStage> returnScores,
        Precision precision) {

    /**
     * Checks that the numbers fit together.
     *
     * @throws IllegalArgumentException naming the first that does not
     */
    public AttentionSpec {
        biases = List.copyOf(biases);
        requirePositive("heads", heads);
        requirePositive("keyValueHeads", keyValueHeads);
        requirePositive("headWidth", headWidth);
        requirePositive("valueWidth", valueWidth);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException("heads: expected a multiple of keyValueHeads (" + keyValueHeads
                    + "), got " + heads + " (rule ATT-11)");
        }
        if (scale.isPresent() && !Float.isFinite((float) scale.getAsDouble())) {
            throw new IllegalArgumentException(
                    "scale: expected a number that FLOAT32 holds, got " + scale.getAsDouble());
        }
        if (softCap.isPresent() && !isPositiveFloat(softCap.getAsDouble())) {
            throw new IllegalArgumentException(
                    "softCap: expected a positive number that FLOAT32 holds, got " + softCap.getAsDouble());
        }
        if (rope.isPresent() && rope.get().rotaryWidth() > headWidth) {
            throw new IllegalArgumentException("rope.rotaryWidth: expected at most headWidth (" + headWidth + "), got "
                    + rope.get().rotaryWidth());
        }
        for (Bias bias : biases) {
            if (bias instanceof Bias.Alibi alibi && alibi.slopes().size() != heads) {
                throw new IllegalArgumentException(
                        "biases: expected " + heads + " ALiBi slopes (one for each head), got "
                                + alibi.slopes().size());
            }
        }
    }

    private static boolean isPositiveFloat(double value) {
        return (float) value > 0 && Float.isFinite((float) value);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected 1 or more, got " + value);
        }
    }

    /** A scaled dot-product attention to start from: as many key/value heads as heads, values as wide as keys. */
    public static Builder builder(int heads, int headWidth) {
        return new Builder(heads, headWidth);
    }

    /** A builder that starts from this spec. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The scale that is in force. */
    public double effectiveScale() {
        return scale.orElseGet(() -> score.defaultScale(headWidth));
    }

    /**
     * The learned parameters that this attention needs, by name: those of its {@link Score}, and {@code bias.N.weight}
     * for the table of bias N.
     */
    public Map<String, Shape> weightShapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>(score.match(new ScoreWeights(heads, headWidth)));
        for (int i = 0; i < biases.size(); i++) {
            String name = "bias." + i + ".weight";
            tableRows(biases.get(i)).ifPresent(rows -> shapes.put(name, Shape.of(rows, heads)));
        }
        return shapes;
    }

    private static OptionalInt tableRows(Bias bias) {
        return bias.match(new Bias.Cases<>() {
            @Override
            public OptionalInt alibi(Bias.Alibi alibi) {
                return OptionalInt.empty();
            }

            @Override
            public OptionalInt relativeBuckets(Bias.RelativeBuckets table) {
                return OptionalInt.of(table.buckets());
            }

            @Override
            public OptionalInt relativeOffsets(Bias.RelativeOffsets table) {
                return OptionalInt.of(2 * table.maxDistance() + 1);
            }
        });
    }

    /** Builds an {@link AttentionSpec}. Not for use by several threads. */
    public static final class Builder {
        private final int heads;
        private final int headWidth;
        private int keyValueHeads;
        private int valueWidth;
        private Score score = new Score.ScaledDot();
        private OptionalDouble scale = OptionalDouble.empty();
        private OptionalDouble softCap = OptionalDouble.empty();
        private final List<Bias> biases = new ArrayList<>();
        private Mask mask = Mask.none();
        private Optional<Rope> rope = Optional.empty();
        private boolean returnWeights;
        private Optional<ScoreStage> returnScores = Optional.empty();
        private Precision precision = Precision.FLOAT32;

        private Builder(int heads, int headWidth) {
            this.heads = heads;
            this.headWidth = headWidth;
            this.keyValueHeads = heads;
            this.valueWidth = headWidth;
        }

        private Builder(AttentionSpec spec) {
            this(spec.heads, spec.headWidth);
            keyValueHeads = spec.keyValueHeads;
            valueWidth = spec.valueWidth;
            score = spec.score;
            scale = spec.scale;
            softCap = spec.softCap;
            biases.addAll(spec.biases);
            mask = spec.mask;
            rope = spec.rope;
            returnWeights = spec.returnWeights;
            returnScores = spec.returnScores;
            precision = spec.precision;
        }

        /** Heads of key and value. */
        public Builder keyValueHeads(int value) {
            keyValueHeads = value;
            return this;
        }

        /** The width of a value head. */
        public Builder valueWidth(int value) {
            valueWidth = value;
            return this;
        }

        /** How query and key are compared. */
        public Builder score(Score value) {
            score = value;
            return this;
        }

        /** A scale in place of the score's default. */
        public Builder scale(double value) {
            scale = OptionalDouble.of(value);
            return this;
        }

        /** A soft cap. */
        public Builder softCap(double value) {
            softCap = OptionalDouble.of(value);
            return this;
        }

        /** One more bias. */
        public Builder bias(Bias value) {
            biases.add(value);
            return this;
        }

        /** The mask of every call. */
        public Builder mask(Mask value) {
            mask = value;
            return this;
        }

        /** Rotary positions. */
        public Builder rope(Rope value) {
            rope = Optional.of(value);
            return this;
        }

        /** Whether the weights are returned too. */
        public Builder returnWeights(boolean value) {
            returnWeights = value;
            return this;
        }

        /** The stage whose scores are returned too. */
        public Builder returnScores(ScoreStage value) {
            returnScores = Optional.of(value);
            return this;
        }

        /** What is computed in. */
        public Builder precision(Precision value) {
            precision = value;
            return this;
        }

        /** The spec. */
        public AttentionSpec build() {
            return new AttentionSpec(
                    heads,
                    keyValueHeads,
                    headWidth,
                    valueWidth,
                    score,
                    scale,
                    softCap,
                    biases,
                    mask,
                    rope,
                    returnWeights,
                    returnScores,
                    precision);
        }
    }
}
