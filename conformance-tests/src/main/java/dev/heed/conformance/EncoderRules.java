package dev.heed.conformance;

import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
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

/** What a Transformer encoder may be made of: rule ENC-2. */
final class EncoderRules {
    private static final Embeddings BERT_EMBEDDINGS = new Embeddings(50, 2, true, 1);

    private EncoderRules() {}

    static void addTo(CaseList cases) {
        blocks(cases);
        positions(cases);
        attention(cases);
        embeddings(cases);
        sizes(cases);
        garbage(cases);
        outputs(cases);
        mixtures(cases);
    }

    private static TransformerSpecBuilder small() {
        return TransformerSpec.builder(2, 24, 3, 40);
    }

    /** A check on features of a padded batch. */
    static EncoderCheck features(Draw draw, TransformerSpec spec, int length, int... lengths) {
        Tensor input = draw.normal(lengths.length, length, spec.width());
        return new EncoderCheck(
                spec, draw.weights(spec.weightShapes()), EncoderInputs.of(input).withLengths(lengths));
    }

    private static void add(CaseList cases, String name, TransformerSpec spec) {
        cases.add("ENC-2", name, draw -> features(draw, spec, 9, 9, 4, 1));
    }

    private static void blocks(CaseList cases) {
        for (Activation activation : Activation.values()) {
            add(
                    cases,
                    "activation-" + activation,
                    small().activation(activation).build());
            add(
                    cases,
                    "activation-" + activation + "-without-bias",
                    small().activation(activation).biases(Biases.NONE).build());
        }
        for (NormPlacement placement : NormPlacement.values()) {
            for (boolean finalNorm : new boolean[] {false, true}) {
                String name = placement + (finalNorm ? "-final" : "");
                TransformerSpecBuilder each = small().placement(placement).finalNorm(finalNorm);
                add(cases, "layer-norm-" + name, each.norm(Norm.layerNorm(1e-5)).build());
                add(cases, "rms-norm-" + name, each.norm(Norm.rmsNorm(1e-6)).build());
                add(
                        cases,
                        "layer-norm-without-bias-" + name,
                        each.norm(new Norm(Norm.Kind.LAYER_NORM, 1e-5, false)).build());
                add(
                        cases,
                        "rms-norm-with-bias-" + name,
                        each.norm(new Norm(Norm.Kind.RMS_NORM, 0.1, true)).build());
            }
        }
        add(cases, "large-epsilon", small().norm(Norm.layerNorm(0.5)).build());
        add(
                cases,
                "bias-qkv-only",
                small().biases(new Biases(true, false, false)).build());
        add(
                cases,
                "bias-output-only",
                small().biases(new Biases(false, true, false)).build());
        add(
                cases,
                "bias-feed-forward-only",
                small().biases(new Biases(false, false, true)).build());
    }

    private static void positions(CaseList cases) {
        Map<String, Positions> positions = new LinkedHashMap<>();
        positions.put("none", new Positions.None());
        positions.put("sinusoidal", new Positions.Sinusoidal());
        positions.put("learned", new Positions.Learned(9, 0));
        positions.put("learned-offset", new Positions.Learned(20, 2));
        positions.put("rope-half", new Positions.Rotary(new Rope(Rope.Pairing.HALF, 10_000, 8)));
        positions.put("rope-interleaved", new Positions.Rotary(new Rope(Rope.Pairing.INTERLEAVED, 10_000, 8)));
        positions.put("rope-partial", new Positions.Rotary(new Rope(Rope.Pairing.HALF, 1000, 4)));
        positions.put("alibi", new Positions.Biased(Bias.alibi(3)));
        positions.put("t5", new Positions.Biased(new Bias.RelativeBuckets(8, 16, true)));
        positions.put("offsets", new Positions.Biased(new Bias.RelativeOffsets(3)));
        positions.forEach((name, each) -> {
            add(cases, "positions-" + name, small().positions(each).build());
            cases.add(
                    "ENC-2",
                    "positions-" + name + "-with-embeddings",
                    draw -> tokens(
                            draw,
                            small().positions(each).embeddings(BERT_EMBEDDINGS).build(),
                            9,
                            6,
                            9,
                            0));
        });
        add(
                cases,
                "positions-sinusoidal-odd-width",
                TransformerSpec.builder(1, 7, 1, 5)
                        .positions(new Positions.Sinusoidal())
                        .build());
    }

    /** A check on token ids of a padded batch. */
    static EncoderCheck tokens(Draw draw, TransformerSpec spec, int length, int... lengths) {
        Embeddings embeddings = spec.embeddings().orElseThrow();
        EncoderInputs inputs = EncoderInputs.of(draw.ids(embeddings.vocabulary(), lengths.length, length))
                .withLengths(lengths);
        if (embeddings.segments() > 0) {
            inputs = inputs.withSegments(draw.ids(embeddings.segments(), lengths.length, length));
        }
        return new EncoderCheck(spec, draw.weights(spec.weightShapes()), inputs);
    }

    private static void attention(CaseList cases) {
        for (Score score : List.of(new Score.Dot(), new Score.Cosine(), new Score.Bilinear(), new Score.Additive(6))) {
            add(
                    cases,
                    "score-" + score.getClass().getSimpleName(),
                    small().score(score).scale(0.5).build());
        }
        Map<String, Mask> masks = new LinkedHashMap<>();
        masks.put("causal", Mask.causal());
        masks.put("window", Mask.window(2, 1));
        masks.put("causal-window", Mask.all(Mask.causal(), Mask.window(3, Mask.UNBOUNDED)));
        masks.put("global-and-local", new Mask.GlobalLocal(1, 1, List.of(0)));
        masks.forEach(
                (name, mask) -> add(cases, "mask-" + name, small().mask(mask).build()));
        add(
                cases,
                "grouped-queries",
                TransformerSpec.builder(2, 24, 6, 40).keyValueHeads(2).build());
        add(cases, "head-width", small().headWidth(10).build());
        add(cases, "soft-cap", small().softCap(1.5).build());
        add(cases, "scale", small().scale(0.9).build());
    }

    private static void embeddings(CaseList cases) {
        Embeddings[] all = {
            BERT_EMBEDDINGS,
            new Embeddings(50, 0, true, 1),
            new Embeddings(50, 0, false, Math.sqrt(24)),
            new Embeddings(1, 1, false, 1),
        };
        for (int n = 0; n < all.length; n++) {
            TransformerSpec spec = small().embeddings(all[n])
                    .positions(new Positions.Learned(16, 0))
                    .build();
            cases.add("ENC-2", "embeddings/" + n, draw -> tokens(draw, spec, 8, 8, 5));
        }
        TransformerSpec bert = small().embeddings(BERT_EMBEDDINGS)
                .positions(new Positions.Learned(16, 0))
                .build();
        cases.add(
                "ENC-2",
                "ids-int64-without-segments",
                draw -> new EncoderCheck(
                        bert,
                        draw.weights(bert.weightShapes()),
                        EncoderInputs.of(Tensor.of(Shape.of(1, 3), 49L, 0L, 7L))));
    }

    private static void sizes(CaseList cases) {
        add(cases, "no-layers", TransformerSpec.builder(0, 24, 1, 1).build());
        add(
                cases,
                "no-layers-final-norm",
                TransformerSpec.builder(0, 24, 1, 1).finalNorm(true).build());
        add(
                cases,
                "width-1",
                TransformerSpec.builder(1, 1, 1, 1).placement(NormPlacement.PRE).build());
        add(cases, "odd-widths", TransformerSpec.builder(2, 35, 5, 37).build());
        cases.add(
                "ENC-2",
                "six-layers",
                draw -> features(draw, TransformerSpec.builder(6, 48, 4, 96).build(), 12, 12, 7));
        cases.add(
                "ENC-2",
                "width-384",
                draw -> features(draw, TransformerSpec.builder(2, 384, 12, 1536).build(), 21, 21, 8));
        cases.add("ENC-2", "length-300", draw -> features(draw, small().build(), 300, 300, 123));
        cases.add(
                "ENC-2",
                "length-1100",
                draw -> features(draw, TransformerSpec.builder(1, 16, 2, 16).build(), 1100, 1100, 1025));
        cases.add("ENC-2", "many-sequences", draw -> {
            int[] lengths = new int[70];
            Arrays.setAll(lengths, i -> i % 6);
            return features(draw, small().build(), 5, lengths);
        });
        cases.add("TEN-4", "encoder-no-sequences", draw -> features(draw, small().build(), 5));
        cases.add("TEN-4", "encoder-no-tokens", draw -> features(draw, small().build(), 0, 0, 0));
        cases.add("TEN-4", "encoder-empty-sequences", draw -> features(draw, small().build(), 4, 0, 0));
    }

    /** A sequence with garbage in it becomes garbage, all of it, and the others are as they would be without it. */
    private static void garbage(CaseList cases) {
        for (NormPlacement placement : NormPlacement.values()) {
            TransformerSpec spec = small().placement(placement).build();
            cases.add("ENC-2", "nan-in-one-sequence-" + placement, draw -> {
                EncoderCheck check = features(draw, spec, 6, 6, 4, 5);
                float[] values = check.inputs().input().toFloatArray();
                values[6 * spec.width() + 3] = Float.NaN;
                Tensor input = Tensor.of(check.inputs().input().shape(), values);
                return new EncoderCheck(
                        spec, check.weights(), EncoderInputs.of(input).withLengths(6, 4, 5));
            });
        }
    }

    private static void outputs(CaseList cases) {
        for (NormPlacement placement : NormPlacement.values()) {
            TransformerSpec spec = TransformerSpec.builder(3, 24, 4, 40)
                    .keyValueHeads(2)
                    .placement(placement)
                    .finalNorm(true)
                    .build();
            cases.add("ENC-2", "hidden-states-" + placement, draw -> {
                EncoderCheck check = features(draw, spec, 7, 7, 3);
                return new EncoderCheck(spec, check.weights(), check.inputs().withHiddenStates());
            });
            cases.add("ENC-2", "attention-weights-" + placement, draw -> {
                EncoderCheck check = features(draw, spec, 7, 7, 3, 0);
                return new EncoderCheck(spec, check.weights(), check.inputs().withAttentionWeights());
            });
            cases.add("ENC-2", "hidden-states-and-attention-weights-" + placement, draw -> {
                EncoderCheck check = features(draw, spec, 7, 7, 3);
                return new EncoderCheck(
                        spec, check.weights(), check.inputs().withHiddenStates().withAttentionWeights());
            });
        }
    }

    private static void mixtures(CaseList cases) {
        for (int n = 0; n < 30; n++) {
            cases.add("ENC-2", "mixture/" + n, draw -> {
                int groups = draw.between(1, 3);
                int heads = groups * draw.between(1, 3);
                int headWidth = 2 * draw.between(1, 9);
                TransformerSpec spec = TransformerSpec.builder(
                                draw.between(1, 3), draw.between(1, 50), heads, draw.between(1, 70))
                        .keyValueHeads(groups)
                        .headWidth(headWidth)
                        .activation(draw.oneOf(Activation.values()))
                        .norm(draw.oneOf(Norm.layerNorm(1e-5), Norm.rmsNorm(1e-5)))
                        .placement(draw.oneOf(NormPlacement.values()))
                        .finalNorm(draw.oneOf(true, false))
                        .positions(draw.oneOf(
                                new Positions.None(),
                                new Positions.Sinusoidal(),
                                new Positions.Learned(20, 0),
                                new Positions.Rotary(new Rope(draw.oneOf(Rope.Pairing.values()), 10_000, headWidth)),
                                new Positions.Biased(Bias.alibi(heads))))
                        .biases(draw.oneOf(Biases.ALL, Biases.NONE))
                        .mask(draw.oneOf(Mask.none(), Mask.causal(), Mask.window(3, 2)))
                        .build();
                return features(draw, spec, 14, draw.between(0, 14), 14, draw.between(0, 14));
            });
        }
    }
}
