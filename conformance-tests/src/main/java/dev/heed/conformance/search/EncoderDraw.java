package dev.heed.conformance.search;

import dev.heed.attention.Bias;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws a spec of a Transformer encoder, weights and inputs for it. */
final class EncoderDraw {
    private final Choices choices;
    private final Sown sown;

    EncoderDraw(Choices choices) {
        this.choices = choices;
        this.sown = new Sown(choices.seed());
    }

    EncoderProblem draw() {
        int keyValueHeads = 1 + choices.below("key-value-heads", 3);
        int heads = keyValueHeads * (1 + choices.below("groups", 3));
        int headWidth = 1 + choices.length("head-width", 40);
        Norm norm = new Norm(
                choices.oneOf("norm", Norm.Kind.values()),
                choices.oneOf("epsilon", 0.1, 1e-5, 1e-12),
                choices.chance("norm.bias", 60));
        // One or two numbers normalise to 0 or ±1 whatever they are, so that their movement would not tell how much
        // a rounded mean takes from a small difference.
        int least = norm.kind() == Norm.Kind.LAYER_NORM ? 3 : 1;
        int width = least + choices.length("width", 70);
        int batch = choices.oneOf("batch", 1, 2, 3, 0, 7);
        int length = choices.length("length", 70);
        MaskDraw masks = new MaskDraw(choices, sown, batch, heads, length, length);
        TransformerSpecBuilder spec = TransformerSpec.builder(
                        choices.oneOf("layers", 1, 2, 3, 0), width, heads, 1 + choices.length("feed-forward", 90))
                .keyValueHeads(keyValueHeads)
                .headWidth(headWidth)
                .activation(choices.oneOf("activation", Activation.values()))
                .norm(norm)
                .placement(choices.oneOf("placement", NormPlacement.values()))
                .finalNorm(choices.chance("final-norm", 50))
                .positions(positions(heads, headWidth, length))
                .biases(new Biases(
                        choices.chance("bias.query", 60),
                        choices.chance("bias.output", 60),
                        choices.chance("bias.feed-forward", 60)))
                .mask(masks.structural("mask"));
        scoring(spec);
        if (choices.chance("embeddings", 50)) {
            spec.embeddings(new Embeddings(
                    1 + choices.below("vocabulary", 40),
                    choices.below("segments", 3),
                    choices.chance("embedding.norm", 50),
                    choices.oneOf("embedding.scale", 1.0, 8.5)));
        }
        TransformerSpec built = spec.build();
        return new EncoderProblem(built, weights(built), inputs(built, batch, length), sown);
    }

    private void scoring(TransformerSpecBuilder spec) {
        switch (choices.below("score", 8)) {
            case 1 -> spec.score(new Score.Dot());
            case 2 -> spec.score(new Score.Cosine());
            case 3 -> spec.score(new Score.Bilinear());
            case 4 -> spec.score(new Score.Additive(1 + choices.length("hidden-width", 20)));
            default -> spec.score(new Score.ScaledDot());
        }
        if (choices.chance("scale", 15)) {
            spec.scale(choices.oneOf("scale.value", 1.0, 0.5, -0.3, 2.0));
        }
        if (choices.chance("soft-cap", 15)) {
            spec.softCap(choices.oneOf("soft-cap.value", 1.0, 0.1, 30.0));
        }
    }

    private Positions positions(int heads, int headWidth, int length) {
        return switch (choices.below("positions", 7)) {
            case 1 -> new Positions.Sinusoidal();
            case 2 -> {
                int offset = choices.below("positions.offset", 4);
                yield new Positions.Learned(offset + Math.max(1, length + choices.below("positions.spare", 3)), offset);
            }
            case 3 -> {
                Rope.Pairing pairing = choices.oneOf("rope.pairing", Rope.Pairing.values());
                int pairs = headWidth < 2 ? 0 : 1 + choices.below("rope.pairs", headWidth / 2);
                yield pairs == 0
                        ? new Positions.None()
                        : new Positions.Rotary(
                                new Rope(pairing, choices.oneOf("rope.base", 10_000.0, 50.0), 2 * pairs));
            }
            case 4 -> new Positions.Biased(Bias.alibi(heads));
            case 5 -> {
                boolean bidirectional = choices.chance("buckets.bidirectional", 50);
                int perDirection = 2 + choices.length("buckets", 20);
                int farthest = perDirection / 2 + 1 + choices.length("buckets.farthest", 100);
                yield new Positions.Biased(new Bias.RelativeBuckets(
                        bidirectional ? 2 * perDirection : perDirection, farthest, bidirectional));
            }
            case 6 -> new Positions.Biased(new Bias.RelativeOffsets(choices.length("offsets", 80)));
            default -> new Positions.None();
        };
    }

    private Map<String, Tensor> weights(TransformerSpec spec) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, weight(name, shape)));
        return weights;
    }

    /** As trained networks have them: linear weights that keep a vector's length, norms around 1, the rest smaller. */
    private Tensor weight(String name, Shape shape) {
        if (name.contains("norm.weight")) {
            return sown.aroundOne(name, shape.dim(0));
        }
        boolean linear = shape.rank() >= 2 && !name.startsWith("embedding") && !name.contains("bias.");
        float deviation = linear ? (float) (1 / Math.sqrt(shape.dim(-1))) : 0.5f;
        return sown.scaled(sown.numbers(name, Numbers.NORMAL, shape.toArray()), deviation, 0);
    }

    private EncoderInputs inputs(TransformerSpec spec, int batch, int length) {
        List<Integer> lengths = choices.chance("padded", 50)
                ? Arrays.stream(choices.each("length", batch, length + 1))
                        .boxed()
                        .toList()
                : List.of();
        Tensor input;
        Optional<Tensor> segments = Optional.empty();
        if (spec.embeddings().isPresent()) {
            Embeddings embeddings = spec.embeddings().get();
            boolean wide = choices.chance("int64", 50);
            input = sown.integers("input", wide, 0, embeddings.vocabulary() - 1, batch, length);
            if (embeddings.segments() > 0 && choices.chance("segments.given", 70)) {
                segments = Optional.of(sown.integers("segments", wide, 0, embeddings.segments() - 1, batch, length));
            }
        } else {
            Numbers kind = choices.oneOf("numbers", Numbers.WHOLE, Numbers.NORMAL, Numbers.NORMAL, Numbers.OUTLIERS);
            input = sown.numbers("input", kind, batch, length, spec.width());
            if (!lengths.isEmpty() && choices.chance("poison", 50)) {
                input = sown.replaced(input, Float.NaN, spec.width(), row -> row % length >= lengths.get(row / length));
            }
        }
        return new EncoderInputs(
                input, lengths, segments, choices.chance("hidden-states", 30), choices.chance("weights", 30));
    }
}
