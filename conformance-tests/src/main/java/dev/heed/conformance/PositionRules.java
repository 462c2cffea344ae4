package dev.heed.conformance;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Biases by distance and rotary positions: rules ATT-12 and ATT-18. */
final class PositionRules {
    private PositionRules() {}

    static void addTo(CaseList cases) {
        biases(cases);
        rotary(cases);
    }

    private static void biases(CaseList cases) {
        Map<String, Bias> biases = new LinkedHashMap<>();
        biases.put("alibi", Bias.alibi(6));
        biases.put("t5-two-sided", new Bias.RelativeBuckets(32, 128, true));
        biases.put("t5-one-sided", new Bias.RelativeBuckets(32, 128, false));
        biases.put("t5-small", new Bias.RelativeBuckets(8, 20, true));
        biases.put("offsets", new Bias.RelativeOffsets(4));
        biases.put("offset-zero", new Bias.RelativeOffsets(0));
        biases.forEach((name, bias) -> {
            AttentionSpec spec =
                    AttentionSpec.builder(6, 8).keyValueHeads(3).bias(bias).build();
            cases.add("ATT-12", name, draw -> new AttentionDraw(2, 9, 9).check(draw, spec));
            cases.add("ATT-12", name + "-long", draw -> new AttentionDraw(1, 40, 300).check(draw, spec));
            cases.add("ATT-12", name + "-more-queries", draw -> new AttentionDraw(1, 12, 5).check(draw, spec));
            cases.add("ATT-12", name + "-causal-with-weights", draw -> new AttentionDraw(2, 7, 10)
                    .check(
                            draw,
                            spec.toBuilder()
                                    .mask(Mask.causal())
                                    .returnWeights(true)
                                    .build()));
            cases.add("ATT-12", name + "-own-lengths", draw -> new AttentionDraw(2, 7, 10)
                    .check(
                            draw,
                            spec.toBuilder()
                                    .mask(Mask.keyLengths(10, 6))
                                    .returnWeights(true)
                                    .build()));
        });
        cases.add("ATT-12", "three-at-once", draw -> new AttentionDraw(2, 9, 11)
                .check(
                        draw,
                        AttentionSpec.builder(4, 8)
                                .bias(Bias.alibi(4))
                                .bias(new Bias.RelativeBuckets(8, 16, true))
                                .bias(new Bias.RelativeOffsets(3))
                                .build()));
        for (int heads : new int[] {1, 3, 8, 12}) {
            cases.add("ATT-12", "alibi-slopes-" + heads, draw -> new AttentionDraw(1, 5, 6)
                    .check(
                            draw,
                            AttentionSpec.builder(heads, 4)
                                    .bias(Bias.alibi(heads))
                                    .build()));
        }
    }

    private static void rotary(CaseList cases) {
        Rope[] ropes = {
            new Rope(Rope.Pairing.HALF, 10_000, 16),
            new Rope(Rope.Pairing.INTERLEAVED, 10_000, 16),
            new Rope(Rope.Pairing.HALF, 500_000, 8),
            new Rope(Rope.Pairing.INTERLEAVED, 100, 2),
        };
        for (Rope rope : ropes) {
            String name = rope.pairing() + "-" + (int) rope.base() + "-" + rope.rotaryWidth();
            AttentionSpec spec =
                    AttentionSpec.builder(4, 16).keyValueHeads(2).rope(rope).build();
            cases.add("ATT-18", name, draw -> new AttentionDraw(2, 9, 9).check(draw, spec));
            cases.add("ATT-18", name + "-fewer-queries", draw -> new AttentionDraw(2, 3, 12).check(draw, spec));
            cases.add("ATT-18", name + "-more-queries", draw -> new AttentionDraw(1, 8, 3).check(draw, spec));
            cases.add("ATT-18", name + "-causal-own-lengths", draw -> new AttentionDraw(2, 5, 9)
                    .check(
                            draw,
                            spec.toBuilder()
                                    .mask(Mask.all(Mask.causal(), Mask.keyLengths(9, 6)))
                                    .returnWeights(true)
                                    .build()));
            cases.add("ATT-18", name + "-positions-given", draw -> {
                AttentionInputs inputs = new AttentionDraw(2, 5, 7).inputs(draw, spec);
                return new AttentionCheck(
                        spec, Map.of(), inputs.withPositions(draw.ids(4000, 2, 5), draw.ids(4000, 7)));
            });
        }
        cases.add("ATT-18", "far-positions-int64", draw -> {
            AttentionSpec spec = AttentionSpec.builder(2, 8)
                    .rope(new Rope(Rope.Pairing.HALF, 10_000, 8))
                    .build();
            AttentionInputs inputs = new AttentionDraw(1, 2, 3).inputs(draw, spec);
            Tensor queries = Tensor.of(Shape.of(2), 1_000_000L, 1_000_001L);
            Tensor keys = Tensor.of(Shape.of(3), 999_990L, 1_000_000L, 5L);
            return new AttentionCheck(spec, Map.of(), inputs.withPositions(queries, keys));
        });
        cases.add("ATT-18", "with-cosine-score", draw -> new AttentionDraw(1, 6, 6)
                .check(
                        draw,
                        AttentionSpec.builder(2, 8)
                                .score(new Score.Cosine())
                                .rope(new Rope(Rope.Pairing.HALF, 10_000, 8))
                                .build()));
        cases.add("ATT-18", "with-additive-score", draw -> new AttentionDraw(1, 6, 6)
                .check(
                        draw,
                        AttentionSpec.builder(2, 8)
                                .score(new Score.Additive(5))
                                .rope(new Rope(Rope.Pairing.INTERLEAVED, 10_000, 4))
                                .build()));
    }
}
