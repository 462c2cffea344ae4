package dev.heed.conformance;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The pipeline from score to weighted sum: rules ATT-1, ATT-2, ATT-3, ATT-11 and ATT-14. */
final class ScoreRules {
    private static final List<Score> SCORES = List.of(
            new Score.ScaledDot(), new Score.Dot(), new Score.Cosine(), new Score.Bilinear(), new Score.Additive(9));
    private static final int[] WIDTHS = {1, 2, 7, 16, 64, 80, 128, 256};

    private ScoreRules() {}

    static void addTo(CaseList cases) {
        pipeline(cases);
        stagesOfHiddenKeys(cases);
        visibleNan(cases);
        scores(cases);
        extremes(cases);
        groups(cases);
        weights(cases);
    }

    private static void pipeline(CaseList cases) {
        for (int width : WIDTHS) {
            cases.add("ATT-1", "width-" + width, draw -> new AttentionDraw(2, 5, 6)
                    .check(draw, AttentionSpec.builder(3, width).build()));
            cases.add("ATT-1", "value-width-" + width, draw -> new AttentionDraw(1, 4, 7)
                    .check(draw, AttentionSpec.builder(2, 8).valueWidth(width).build()));
        }
        for (int width : new int[] {1, 7, 64, 80, 128, 256}) {
            AttentionSpec spec = AttentionSpec.builder(4, width)
                    .keyValueHeads(2)
                    .mask(Mask.causal())
                    .build();
            cases.add("ATT-1", "causal-width-" + width, draw -> new AttentionDraw(1, 65, 71).check(draw, spec));
        }
        int[][] lengths = {{1, 1}, {1, 17}, {17, 1}, {33, 31}, {128, 128}, {129, 130}, {5, 1025}, {257, 64}};
        for (int[] length : lengths) {
            cases.add(
                    "ATT-1", "length-" + length[0] + "x" + length[1], draw -> new AttentionDraw(2, length[0], length[1])
                            .check(draw, AttentionSpec.builder(2, 16).build()));
        }
        cases.add("ATT-1", "soft-cap", draw -> new AttentionDraw(2, 9, 11)
                .check(draw, AttentionSpec.builder(4, 16).scale(3).softCap(2).build()));
        cases.add("ATT-1", "soft-cap-before-mask", draw -> new AttentionDraw(2, 9, 9)
                .check(
                        draw,
                        AttentionSpec.builder(4, 16)
                                .softCap(0.5)
                                .mask(Mask.causal())
                                .returnWeights(true)
                                .build()));
        cases.add("ATT-1", "soft-cap-before-bias", draw -> new AttentionDraw(1, 8, 8)
                .check(
                        draw,
                        AttentionSpec.builder(4, 16)
                                .softCap(0.5)
                                .bias(Bias.alibi(4))
                                .build()));
        for (ScoreStage stage : ScoreStage.values()) {
            cases.add("ATT-1", "stage-" + stage.name().toLowerCase(Locale.ROOT), draw -> new AttentionDraw(2, 5, 7)
                    .check(
                            draw,
                            AttentionSpec.builder(4, 8)
                                    .keyValueHeads(2)
                                    .scale(0.7)
                                    .softCap(1.5)
                                    .bias(Bias.alibi(4))
                                    .mask(Mask.causal())
                                    .returnScores(stage)
                                    .build()));
        }
    }

    /** The stages before the masks know every key, also those that no query sees. */
    private static void stagesOfHiddenKeys(CaseList cases) {
        Map<String, Mask> masks = new LinkedHashMap<>();
        masks.put("window", Mask.window(1, 0));
        masks.put("causal", Mask.causal());
        masks.put("lengths", Mask.keyLengths(2, 0));
        for (ScoreStage stage : ScoreStage.values()) {
            masks.forEach((name, mask) -> cases.add("ATT-1", "stage-" + stage + "-hidden-by-" + name, draw -> {
                AttentionSpec spec = AttentionSpec.builder(4, 8)
                        .keyValueHeads(2)
                        .softCap(2)
                        .bias(Bias.alibi(4))
                        .mask(mask)
                        .returnScores(stage)
                        .build();
                return new AttentionDraw(2, 5, 7).check(draw, spec);
            }));
        }
    }

    /** Garbage that is seen is passed on, and not hidden behind a plausible number. */
    private static void visibleNan(CaseList cases) {
        for (Mask mask : new Mask[] {Mask.none(), Mask.causal()}) {
            for (boolean weights : new boolean[] {false, true}) {
                String name = mask.getClass().getSimpleName() + (weights ? "-with-weights" : "");
                AttentionSpec spec = AttentionSpec.builder(2, 8)
                        .mask(mask)
                        .returnWeights(weights)
                        .build();
                cases.add("ATT-1", "nan-in-a-visible-query-" + name, draw -> {
                    AttentionInputs inputs = new AttentionDraw(1, 5, 5).inputs(draw, spec);
                    return new AttentionCheck(
                            spec, Map.of(), AttentionInputs.of(nan(inputs.query()), inputs.key(), inputs.value()));
                });
                cases.add("ATT-1", "nan-in-a-visible-key-" + name, draw -> {
                    AttentionInputs inputs = new AttentionDraw(1, 5, 5).inputs(draw, spec);
                    return new AttentionCheck(
                            spec, Map.of(), AttentionInputs.of(inputs.query(), nan(inputs.key()), inputs.value()));
                });
                cases.add("ATT-1", "nan-in-a-visible-value-" + name, draw -> {
                    AttentionInputs inputs = new AttentionDraw(1, 5, 5).inputs(draw, spec);
                    return new AttentionCheck(
                            spec, Map.of(), AttentionInputs.of(inputs.query(), inputs.key(), nan(inputs.value())));
                });
            }
        }
    }

    /** A copy with one number of the last row of the first head gone. */
    private static Tensor nan(Tensor tensor) {
        float[] values = tensor.toFloatArray();
        values[4 * tensor.shape().dim(3) + 1] = Float.NaN;
        return Tensor.of(tensor.shape(), values);
    }

    private static void scores(CaseList cases) {
        for (Score score : SCORES) {
            String name = score.getClass().getSimpleName();
            cases.add("ATT-2", name, draw -> new AttentionDraw(2, 6, 7)
                    .check(draw, AttentionSpec.builder(3, 16).score(score).build()));
            cases.add("ATT-2", name + "-width-1", draw -> new AttentionDraw(1, 3, 4)
                    .check(draw, AttentionSpec.builder(1, 1).score(score).build()));
            cases.add("ATT-2", name + "-given-scale", draw -> new AttentionDraw(2, 6, 7)
                    .check(
                            draw,
                            AttentionSpec.builder(2, 16).score(score).scale(0.3).build()));
            cases.add("ATT-2", name + "-negative-scale", draw -> new AttentionDraw(1, 6, 7)
                    .check(
                            draw,
                            AttentionSpec.builder(2, 16)
                                    .score(score)
                                    .scale(-0.5)
                                    .build()));
            cases.add("ATT-2", name + "-everything", draw -> new AttentionDraw(2, 9, 12)
                    .check(
                            draw,
                            AttentionSpec.builder(4, 12)
                                    .keyValueHeads(2)
                                    .valueWidth(5)
                                    .score(score)
                                    .softCap(3)
                                    .bias(Bias.alibi(4))
                                    .mask(Mask.all(Mask.causal(), Mask.keyLengths(12, 5)))
                                    .returnWeights(true)
                                    .build()));
        }
        cases.add("ATT-2", "Cosine-zero-vectors", draw -> {
            AttentionSpec spec = AttentionSpec.builder(2, 4)
                    .score(new Score.Cosine())
                    .returnWeights(true)
                    .build();
            AttentionInputs drawn = new AttentionDraw(1, 3, 5).inputs(draw, spec);
            float[] keys = drawn.key().toFloatArray();
            Arrays.fill(keys, 0, 8, 0f);
            float[] queries = drawn.query().toFloatArray();
            Arrays.fill(queries, 4, 8, 0f);
            return new AttentionCheck(
                    spec,
                    Map.of(),
                    AttentionInputs.of(
                            Tensor.of(drawn.query().shape(), queries),
                            Tensor.of(drawn.key().shape(), keys),
                            drawn.value()));
        });
    }

    /** Scores of about ±1e4 from whole numbers, so that the scores themselves are exact in float32. */
    private static void extremes(CaseList cases) {
        AttentionSpec dot = AttentionSpec.builder(2, 4)
                .score(new Score.Dot())
                .returnWeights(true)
                .build();
        cases.add(
                "ATT-3",
                "scores-of-ten-thousand",
                draw -> new AttentionCheck(dot, Map.of(), new AttentionDraw(2, 9, 13).wholeInputs(draw, dot, 50)));
        cases.add("ATT-3", "scores-of-ten-thousand-causal", draw -> {
            AttentionSpec causal = dot.toBuilder().mask(Mask.causal()).build();
            return new AttentionCheck(causal, Map.of(), new AttentionDraw(1, 33, 33).wholeInputs(draw, causal, 50));
        });
        cases.add("ATT-3", "additive-mask-of-ten-thousand", draw -> {
            AttentionInputs inputs = new AttentionDraw(1, 5, 7).wholeInputs(draw, dot, 3);
            return new AttentionCheck(dot, Map.of(), inputs.withMask(Mask.additive(draw.whole(10_000, 1, 2, 5, 7))));
        });
        cases.add("ATT-3", "all-scores-of-minus-ten-thousand", draw -> {
            AttentionInputs drawn = new AttentionDraw(1, 5, 7).wholeInputs(draw, dot, 2);
            return new AttentionCheck(
                    dot,
                    Map.of(),
                    AttentionInputs.of(moved(drawn.query(), 50), moved(drawn.key(), -50), drawn.value()));
        });
        cases.add("ATT-3", "many-equal-scores", draw -> {
            AttentionSpec spec = AttentionSpec.builder(1, 8).build();
            Tensor zeros = Tensor.of(Shape.of(1, 1, 3, 8), new float[24]);
            return new AttentionCheck(
                    spec, Map.of(), AttentionInputs.of(zeros, draw.normal(1, 1, 2000, 8), draw.normal(1, 1, 2000, 8)));
        });
    }

    /** A copy with every number so much larger. */
    private static Tensor moved(Tensor tensor, float by) {
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += by;
        }
        return Tensor.of(tensor.shape(), values);
    }

    private static void groups(CaseList cases) {
        int[][] groups = {{2, 1}, {4, 2}, {6, 3}, {6, 2}, {8, 1}, {12, 4}};
        for (int[] group : groups) {
            cases.add("ATT-11", group[0] + "-heads-over-" + group[1], draw -> new AttentionDraw(2, 5, 6)
                    .check(
                            draw,
                            AttentionSpec.builder(group[0], 8)
                                    .keyValueHeads(group[1])
                                    .build()));
            cases.add(
                    "ATT-11", group[0] + "-heads-over-" + group[1] + "-with-weights", draw -> new AttentionDraw(2, 7, 7)
                            .check(
                                    draw,
                                    AttentionSpec.builder(group[0], 8)
                                            .keyValueHeads(group[1])
                                            .mask(Mask.causal())
                                            .returnWeights(true)
                                            .build()));
        }
    }

    private static void weights(CaseList cases) {
        Mask[] masks = {Mask.none(), Mask.causal(), Mask.window(2, 1), Mask.keyLengths(9, 4)};
        for (int n = 0; n < masks.length; n++) {
            Mask mask = masks[n];
            cases.add("ATT-14", "same-output-with-weights/" + n, draw -> run -> {
                AttentionSpec without = AttentionSpec.builder(4, 16).mask(mask).build();
                AttentionSpec with = without.toBuilder().returnWeights(true).build();
                AttentionInputs inputs = new AttentionDraw(2, 9, 9).inputs(draw, without);
                AttentionOutput asked = new AttentionCheck(with, Map.of(), inputs).output(run);
                AttentionOutput plain = new AttentionCheck(without, Map.of(), inputs).output(run);
                run.requireClose(
                        "output without weights", Reals.of(asked.output()), plain.output(), Tolerance.attention(16));
            });
        }
    }
}
