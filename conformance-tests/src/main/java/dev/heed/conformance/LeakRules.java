package dev.heed.conformance;

import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** Nothing to attend to, and what must not leak: rules ATT-6, ATT-17 and TEN-4. */
final class LeakRules {
    private static final float[] POISON = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    private LeakRules() {}

    static void addTo(CaseList cases) {
        nothingToSee(cases);
        poison(cases);
        laterKeys(cases);
        empty(cases);
        ragged(cases);
    }

    private static void nothingToSee(CaseList cases) {
        AttentionSpec spec = AttentionSpec.builder(2, 8).returnWeights(true).build();
        AttentionDraw size = new AttentionDraw(2, 5, 7);
        Map<String, Mask> masks = new LinkedHashMap<>();
        masks.put("allowed", Mask.allowed(Tensor.of(Shape.of(5, 1), true, false, true, false, false)));
        masks.put("additive", Mask.additive(Tensor.of(Shape.of(2, 1, 1, 1), Float.NEGATIVE_INFINITY, 0f)));
        masks.put("lengths", Mask.keyLengths(0, 3));
        masks.put("window", new Mask.Window(0, 0, Alignment.TOP_LEFT).and(Mask.keyLengths(2, 7)));
        masks.forEach((name, mask) -> {
            cases.add(
                    "ATT-6",
                    "nothing-to-see/" + name,
                    draw -> new AttentionCheck(
                            spec, Map.of(), size.inputs(draw, spec).withMask(mask)));
            cases.add("ATT-6", "nothing-to-see-without-weights/" + name, draw -> {
                AttentionSpec without = spec.toBuilder().returnWeights(false).build();
                return new AttentionCheck(
                        without, Map.of(), size.inputs(draw, without).withMask(mask));
            });
        });
        cases.add("ATT-6", "more-queries-than-keys-causal", draw -> new AttentionDraw(2, 9, 3)
                .check(draw, spec.toBuilder().mask(Mask.causal()).build()));
    }

    /** Keys and values that no query sees are NaN or infinite. */
    private static void poison(CaseList cases) {
        AttentionDraw size = new AttentionDraw(2, 3, 8);
        for (float poison : POISON) {
            cases.add(
                    "ATT-6",
                    "poison-" + poison + "/lengths",
                    draw -> poisoned(draw, size, Mask.keyLengths(5, 5), poison, j -> j >= 5));
            cases.add(
                    "ATT-6",
                    "poison-" + poison + "/lengths-and-causal",
                    draw -> poisoned(draw, size, Mask.all(Mask.causal(), Mask.keyLengths(5, 5)), poison, j -> j >= 5));
            cases.add("ATT-6", "poison-" + poison + "/allowed", draw -> {
                Tensor even = Tensor.of(Shape.of(8), true, false, true, false, true, false, true, false);
                return poisoned(draw, size, Mask.allowed(even), poison, j -> j % 2 == 1);
            });
            cases.add("ATT-6", "poison-" + poison + "/additive", draw -> {
                float inf = Float.NEGATIVE_INFINITY;
                Tensor even = Tensor.of(Shape.of(1, 1, 1, 8), 0.5f, inf, 0, inf, -1, inf, 2, inf);
                return poisoned(draw, size, Mask.additive(even), poison, j -> j % 2 == 1);
            });
            cases.add(
                    "ATT-6",
                    "poison-" + poison + "/window",
                    draw -> poisoned(draw, size, Mask.window(1, 0), poison, j -> j < 4));
            cases.add(
                    "ATT-6",
                    "poison-" + poison + "/top-left",
                    draw -> poisoned(draw, size, new Mask.Causal(Alignment.TOP_LEFT), poison, j -> j >= 3));
            cases.add("ATT-6", "poison-" + poison + "/window-and-allowed", draw -> {
                Tensor even = Tensor.of(Shape.of(8), true, false, true, false, true, false, true, false);
                Mask mask = Mask.all(Mask.window(1, 0), Mask.allowed(even));
                return poisoned(draw, size, mask, poison, j -> j < 4 || j % 2 == 1);
            });
            cases.add(
                    "ATT-6",
                    "poison-" + poison + "/global-and-local",
                    draw -> poisoned(draw, size, new Mask.GlobalLocal(0, 0, List.of(1)), poison, j -> j < 5 && j != 1));
            cases.add("ATT-6", "poison-" + poison + "/blocks", draw -> {
                Mask mask = new Mask.BlockSparse(4, Tensor.of(Shape.of(1, 1, 2), false, true));
                return poisoned(draw, size, mask, poison, j -> j < 4);
            });
            cases.add("ATT-6", "poison-" + poison + "/many-blocks", draw -> {
                Tensor map =
                        Tensor.of(Shape.of(1, 2, 5), true, false, true, false, true, true, false, false, false, true);
                Mask mask = new Mask.BlockSparse(40, map);
                return poisoned(draw, new AttentionDraw(1, 70, 190), mask, poison, j -> j / 40 % 2 == 1);
            });
            cases.add(
                    "ATT-6",
                    "poison-" + poison + "/everything-masked",
                    draw -> poisoned(draw, size, Mask.keyLengths(0, 0), poison, j -> true));
        }
        for (Score score : new Score[] {new Score.Cosine(), new Score.Bilinear(), new Score.Additive(4)}) {
            cases.add("ATT-6", "poison-NaN/" + score.getClass().getSimpleName(), draw -> {
                AttentionSpec spec = AttentionSpec.builder(2, 8).score(score).build();
                return poisoned(draw, spec, size, Mask.keyLengths(5, 5), Float.NaN, j -> j >= 5);
            });
        }
        cases.add("ATT-6", "poison-NaN/soft-cap", draw -> {
            AttentionSpec spec = AttentionSpec.builder(2, 8).softCap(2).build();
            return poisoned(draw, spec, size, Mask.keyLengths(5, 5), Float.NaN, j -> j >= 5);
        });
    }

    private static AttentionCheck poisoned(
            Draw draw, AttentionDraw size, Mask mask, float poison, IntPredicate excluded) {
        AttentionSpec spec = AttentionSpec.builder(4, 8)
                .keyValueHeads(2)
                .returnWeights(draw.between(0, 1) == 1)
                .build();
        return poisoned(draw, spec, size, mask, poison, excluded);
    }

    private static AttentionCheck poisoned(
            Draw draw, AttentionSpec spec, AttentionDraw size, Mask mask, float poison, IntPredicate excluded) {
        AttentionInputs inputs = size.inputs(draw, spec);
        return new AttentionCheck(
                spec,
                draw.weights(spec.weightShapes()),
                AttentionInputs.of(
                                inputs.query(),
                                poison(inputs.key(), poison, excluded),
                                poison(inputs.value(), poison, excluded))
                        .withMask(mask));
    }

    /** A copy of a key or value tensor in which whole rows are poison. */
    private static Tensor poison(Tensor tensor, float poison, IntPredicate rows) {
        float[] values = tensor.toFloatArray();
        int keys = tensor.shape().dim(2);
        int width = tensor.shape().dim(3);
        for (int i = 0; i < values.length; i++) {
            if (rows.test(i / width % keys)) {
                values[i] = poison;
            }
        }
        return Tensor.of(tensor.shape(), values);
    }

    /** Causal: a poisoned key spoils the queries that see it, and none before. */
    private static void laterKeys(CaseList cases) {
        for (int keys : new int[] {9, 70, 300, 1100}) {
            cases.add("ATT-6", "later-keys-poisoned-" + keys, draw -> run -> {
                AttentionSpec spec =
                        AttentionSpec.builder(2, 16).mask(Mask.causal()).build();
                AttentionInputs clean = new AttentionDraw(1, keys, keys).inputs(draw, spec);
                int first = keys * 2 / 3;
                AttentionInputs poisoned = AttentionInputs.of(
                        clean.query(),
                        poison(clean.key(), Float.NaN, j -> j >= first),
                        poison(clean.value(), Float.NaN, j -> j >= first));
                AttentionOutput output = run.attentionOrRefusal(spec).apply(poisoned);
                Reals expected = OracleAttention.of(spec, Map.of()).apply(clean).output();
                run.requireClose(
                        "output of the queries before the poisoned keys",
                        firstQueries(expected, first),
                        firstQueries(Reals.of(output.output()), first).toTensor(),
                        Tolerance.attention(keys));
            });
        }
    }

    private static Reals firstQueries(Reals output, int count) {
        Shape shape = output.shape();
        Reals first = Reals.zeros(Shape.of(shape.dim(0), shape.dim(1), count, shape.dim(3)));
        for (int b = 0; b < shape.dim(0); b++) {
            for (int h = 0; h < shape.dim(1); h++) {
                System.arraycopy(
                        output.values(),
                        output.at(b, h, 0, 0),
                        first.values(),
                        first.at(b, h, 0, 0),
                        count * shape.dim(3));
            }
        }
        return first;
    }

    private static void empty(CaseList cases) {
        int[][] sizes = {{0, 3, 4}, {2, 0, 4}, {2, 3, 0}, {2, 0, 0}, {0, 0, 0}};
        AttentionSpec spec = AttentionSpec.builder(2, 8).returnWeights(true).build();
        for (int[] size : sizes) {
            String name = size[0] + "x" + size[1] + "x" + size[2];
            AttentionDraw drawn = new AttentionDraw(size[0], size[1], size[2]);
            cases.add("TEN-4", "empty-" + name, draw -> drawn.check(draw, spec));
            cases.add(
                    "TEN-4",
                    "empty-without-weights-" + name,
                    draw -> drawn.check(
                            draw, spec.toBuilder().returnWeights(false).build()));
            cases.add(
                    "TEN-4",
                    "empty-causal-" + name,
                    draw -> drawn.check(
                            draw, spec.toBuilder().mask(Mask.causal()).build()));
        }
        for (int[] size : new int[][] {{0, 3, 4}, {2, 0, 4}, {2, 3, 0}}) {
            emptyWithMasks(cases, size[0], size[1], size[2]);
        }
        cases.add("TEN-4", "empty-mask-tensor", draw -> {
            AttentionInputs inputs = new AttentionDraw(2, 3, 0).inputs(draw, spec);
            return new AttentionCheck(spec, Map.of(), inputs.withMask(Mask.allowed(draw.booleans(0.5, 3, 0))));
        });
    }

    private static void emptyWithMasks(CaseList cases, int batch, int queries, int keys) {
        Map<String, Function<Draw, Mask>> masks = new LinkedHashMap<>();
        masks.put("window", draw -> Mask.window(1, 1));
        masks.put("lengths", draw -> new Mask.KeyLengths(Collections.nCopies(batch, 0)));
        masks.put("allowed", draw -> Mask.allowed(draw.booleans(0.5, queries, keys)));
        masks.put("additive", draw -> Mask.additive(draw.additive(0.5, 2, queries, keys)));
        masks.put("global-and-local", draw -> new Mask.GlobalLocal(1, 1, List.of(0)));
        masks.put("blocks", draw -> new Mask.BlockSparse(2, draw.booleans(0.5, 1, (queries + 1) / 2, (keys + 1) / 2)));
        AttentionSpec spec = AttentionSpec.builder(2, 8).build();
        AttentionDraw size = new AttentionDraw(batch, queries, keys);
        masks.forEach((name, mask) -> cases.add(
                "TEN-4",
                "empty-" + name + "-" + batch + "x" + queries + "x" + keys,
                draw -> new AttentionCheck(
                        spec, Map.of(), size.inputs(draw, spec).withMask(mask.apply(draw)))));
    }

    /** The outputs of a ragged batch are compared with the oracle's, which knows each entry's own lengths. */
    private static void ragged(CaseList cases) {
        Mask[] masks = {Mask.none(), Mask.causal(), Mask.window(2, 1)};
        for (int n = 0; n < masks.length; n++) {
            Mask mask = masks[n];
            cases.add("ATT-17", "equal-to-one-by-one/" + n, draw -> run -> {
                AttentionSpec spec =
                        AttentionSpec.builder(4, 8).keyValueHeads(2).mask(mask).build();
                int[] queryLengths = {6, 1, 4, 0};
                int[] keyLengths = {9, 5, 2, 3};
                AttentionInputs inputs = new AttentionDraw(4, 6, 9)
                        .inputs(draw, spec)
                        .withQueryLengths(queryLengths)
                        .withMask(Mask.keyLengths(keyLengths));
                Reals together = Reals.of(
                        new AttentionCheck(spec, Map.of(), inputs).output(run).output());
                for (int b = 0; b < queryLengths.length; b++) {
                    AttentionInputs one = AttentionInputs.of(
                            entry(inputs.query(), b, queryLengths[b]),
                            entry(inputs.key(), b, keyLengths[b]),
                            entry(inputs.value(), b, keyLengths[b]));
                    Tensor alone = run.attentionOrRefusal(spec).apply(one).output();
                    Tensor among = entry(together.toTensor(), b, queryLengths[b]);
                    run.requireClose("entry " + b + " run alone", Reals.of(among), alone, Tolerance.attention(9));
                }
            });
        }
        Bias[] biases = {Bias.alibi(2), new Bias.RelativeBuckets(8, 16, true), new Bias.RelativeOffsets(3)};
        for (Bias bias : biases) {
            cases.add("ATT-17", "ragged-" + bias.getClass().getSimpleName(), draw -> {
                AttentionSpec spec = AttentionSpec.builder(2, 8)
                        .bias(bias)
                        .rope(new Rope(Rope.Pairing.HALF, 10_000, 8))
                        .mask(Mask.causal())
                        .build();
                AttentionInputs inputs = new AttentionDraw(3, 6, 4)
                        .inputs(draw, spec)
                        .withQueryLengths(1, 6, 3)
                        .withMask(Mask.keyLengths(1, 4, 2));
                return new AttentionCheck(spec, draw.weights(spec.weightShapes()), inputs);
            });
        }
        cases.add("ATT-17", "ragged-past-1024", draw -> {
            AttentionSpec spec = AttentionSpec.builder(2, 8).mask(Mask.causal()).build();
            AttentionInputs inputs = new AttentionDraw(3, 70, 1100)
                    .inputs(draw, spec)
                    .withQueryLengths(70, 1, 33)
                    .withMask(Mask.keyLengths(1100, 1, 1025));
            return new AttentionCheck(spec, Map.of(), inputs);
        });
        cases.add("ATT-17", "padding-queries-poisoned", draw -> {
            AttentionSpec spec = AttentionSpec.builder(2, 8).returnWeights(true).build();
            AttentionInputs inputs = new AttentionDraw(2, 5, 6).inputs(draw, spec);
            Tensor query = poison(inputs.query(), Float.NaN, i -> i >= 3);
            return new AttentionCheck(
                    spec,
                    Map.of(),
                    AttentionInputs.of(query, inputs.key(), inputs.value()).withQueryLengths(3, 2));
        });
    }

    /** The first rows of one batch entry, as a batch of one. */
    private static Tensor entry(Tensor tensor, int b, int rows) {
        Reals all = Reals.of(tensor);
        int heads = all.shape().dim(1);
        int width = all.shape().dim(3);
        Reals entry = Reals.zeros(Shape.of(1, heads, rows, width));
        for (int h = 0; h < heads; h++) {
            System.arraycopy(all.values(), all.at(b, h, 0, 0), entry.values(), entry.at(0, h, 0, 0), rows * width);
        }
        return entry.toTensor();
    }
}
