package dev.heed.conformance.search;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.attention.ScoreStage;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws a spec of an attention and inputs for it. */
final class AttentionDraw {
    /** How many products of queries and keys the oracle gets to compute: a fraction of a second's work. */
    private static final long MOST_WORK = 1_500_000;

    private final Choices choices;
    private final Sown sown;

    AttentionDraw(Choices choices) {
        this.choices = choices;
        this.sown = new Sown(choices.seed());
    }

    AttentionProblem draw() {
        int groups = 1 + choices.below("groups", 3);
        int keyValueHeads = 1 + choices.below("key-value-heads", 3);
        int heads = groups * keyValueHeads;
        int headWidth = 1 + choices.length("head-width", 129);
        int valueWidth = choices.chance("value-width-differs", 40) ? 1 + choices.length("value-width", 129) : headWidth;
        int batch = choices.oneOf("batch", 1, 2, 3, 0, 5);
        int keys = choices.length("keys", 2050);
        int queries = queries(keys, (long) batch * heads * (headWidth + valueWidth));
        MaskDraw masks = new MaskDraw(choices, sown, batch, heads, queries, keys);
        boolean plain = choices.chance("plain", 25);

        AttentionSpec.Builder spec = AttentionSpec.builder(heads, headWidth)
                .keyValueHeads(keyValueHeads)
                .valueWidth(valueWidth)
                .score(plain ? new Score.ScaledDot() : score())
                .returnWeights(choices.chance("weights", 30));
        if (!plain) {
            pipeline(spec, heads, headWidth);
        }
        Mask ofCall = Mask.none();
        int count = choices.below("masks", 4);
        for (int n = 0; n < count; n++) {
            Mask mask = masks.mask("mask." + n);
            if (choices.chance("mask." + n + ".in-call", 50)) {
                ofCall = ofCall.and(mask);
            } else {
                spec.mask(spec.build().mask().and(mask));
            }
        }
        AttentionSpec built = spec.build();
        Map<String, Tensor> weights = weights(built);
        AttentionInputs inputs = inputs(built, batch, queries, keys, ofCall);
        return poisoned(new AttentionProblem(built, weights, inputs, sown));
    }

    private int queries(int keys, long products) {
        int queries = choices.length("queries", 300);
        long each = Math.max(1, keys * products);
        return (int) Math.min(queries, Math.max(1, MOST_WORK / each));
    }

    private Score score() {
        return switch (choices.below("score", 5)) {
            case 0 -> new Score.Dot();
            case 1 -> new Score.ScaledDot();
            case 2 -> new Score.Cosine();
            case 3 -> new Score.Bilinear();
            default -> new Score.Additive(1 + choices.length("hidden-width", 40));
        };
    }

    private void pipeline(AttentionSpec.Builder spec, int heads, int headWidth) {
        if (choices.chance("scale", 25)) {
            spec.scale(choices.oneOf("scale.value", 1.0, 0.5, -0.3, 0.0, 3.0, 1e-3));
        }
        if (choices.chance("soft-cap", 20)) {
            spec.softCap(choices.oneOf("soft-cap.value", 1.0, 0.1, 30.0, 1e4));
        }
        int count = choices.oneOf("biases", 0, 0, 0, 1, 1, 2);
        for (int n = 0; n < count; n++) {
            spec.bias(bias("bias." + n, heads));
        }
        if (headWidth > 1 && choices.chance("rope", 25)) {
            spec.rope(rope(headWidth));
        }
        if (choices.chance("scores", 20)) {
            spec.returnScores(choices.oneOf("scores.stage", ScoreStage.values()));
        }
    }

    private Bias bias(String name, int heads) {
        return switch (choices.below(name, 4)) {
            case 0 -> Bias.alibi(heads);
            case 1 -> {
                Double[] slopes = new Double[heads];
                Arrays.setAll(slopes, h -> choices.oneOf(name + ".slope." + h, 0.0, 1.0, -0.25, 0.1, 7.0));
                yield new Bias.Alibi(List.of(slopes));
            }
            case 2 -> {
                boolean bidirectional = choices.chance(name + ".bidirectional", 50);
                int perDirection = 2 + choices.length(name + ".buckets", 40);
                int farthest = perDirection / 2 + 1 + choices.length(name + ".farthest", 200);
                yield new Bias.RelativeBuckets(
                        bidirectional ? 2 * perDirection : perDirection, farthest, bidirectional);
            }
            default -> new Bias.RelativeOffsets(choices.length(name + ".farthest", 200));
        };
    }

    Rope rope(int headWidth) {
        int pairs = headWidth / 2;
        int rotated = choices.chance("rope.partial", 40) ? 1 + choices.below("rope.pairs", pairs) : pairs;
        return new Rope(
                choices.oneOf("rope.pairing", Rope.Pairing.values()),
                choices.oneOf("rope.base", 10_000.0, 1e6, 2.5, 1.0),
                2 * rotated);
    }

    private Map<String, Tensor> weights(AttentionSpec spec) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        spec.weightShapes().forEach((name, shape) -> {
            Tensor drawn = sown.numbers(name, Numbers.NORMAL, shape.toArray());
            boolean linear = shape.rank() == 3;
            weights.put(name, linear ? sown.scaled(drawn, (float) (1 / Math.sqrt(shape.dim(-1))), 0) : drawn);
        });
        return weights;
    }

    /** Query and key are large or tiny only one against the other, so that scores stay within the range of a softmax. */
    private AttentionInputs inputs(AttentionSpec spec, int batch, int queries, int keys, Mask mask) {
        int kind = choices.below("numbers", 8);
        Numbers[] ofQueries = {
            Numbers.WHOLE, Numbers.NORMAL, Numbers.NORMAL, Numbers.OUTLIERS,
            Numbers.LARGE_WHOLE, Numbers.LARGE, Numbers.TINY, Numbers.ZERO
        };
        Numbers[] ofKeys = {
            Numbers.WHOLE, Numbers.NORMAL, Numbers.NORMAL, Numbers.NORMAL,
            Numbers.LARGE_WHOLE, Numbers.TINY, Numbers.LARGE, Numbers.NORMAL
        };
        Numbers ofValues = choices.oneOf(
                "values", Numbers.WHOLE, Numbers.NORMAL, Numbers.NORMAL, Numbers.LARGE, Numbers.TINY, Numbers.MIXED);
        Tensor query = sown.numbers("query", ofQueries[kind], batch, spec.heads(), queries, spec.headWidth());
        Tensor key = sown.numbers("key", ofKeys[kind], batch, spec.keyValueHeads(), keys, spec.headWidth());
        Tensor value = sown.numbers("value", ofValues, batch, spec.keyValueHeads(), keys, spec.valueWidth());
        List<Integer> lengths = choices.chance("ragged", 15)
                ? Arrays.stream(choices.each("query-length", batch, queries + 1))
                        .boxed()
                        .toList()
                : List.of();
        Optional<Tensor> queryPositions = Optional.empty();
        Optional<Tensor> keyPositions = Optional.empty();
        if (spec.rope().isPresent()) {
            queryPositions = positions("query-positions", batch, queries);
            keyPositions = positions("key-positions", batch, keys);
        }
        return new AttentionInputs(query, key, value, mask, lengths, queryPositions, keyPositions);
    }

    private Optional<Tensor> positions(String name, int batch, int length) {
        if (!choices.chance(name, 40)) {
            return Optional.empty();
        }
        int farthest = choices.oneOf(name + ".farthest", 9, 4096, 100_000);
        int[] dims = choices.chance(name + ".shared", 50) ? new int[] {length} : new int[] {batch, length};
        boolean wide = choices.chance(name + ".int64", 50);
        int nearest = choices.chance(name + ".negative", 20) ? -farthest : 0;
        return Optional.of(sown.integers(name, wide, nearest, farthest, dims));
    }

    private AttentionProblem poisoned(AttentionProblem clean) {
        float[] poisons = {0, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        float poison = poisons[choices.below("poison", 4)];
        // Scores before the masks are those of excluded keys too; what ∞ makes of them depends on the order of sums.
        boolean shown = clean.spec().returnScores().isPresent();
        if (poison == 0 || (shown && !Float.isNaN(poison))) {
            return clean;
        }
        Excluded excluded = Excluded.of(clean);
        AttentionInputs inputs = clean.inputs();
        int width = clean.spec().headWidth();
        // NaN in a key or query that counts must reach just the outputs that it counts for. The weights of keys that
        // are
        // hidden from such a query are left open.
        int seen = choices.chance("poison.seen", 25) ? choices.below("poison.row", 40) : -1;
        boolean one = seen >= 0 && Float.isNaN(poison) && !clean.spec().returnWeights();
        AttentionInputs changed = new AttentionInputs(
                sown.replaced(inputs.query(), poison, width, row -> excluded.query(row) || (one && row == seen / 2)),
                sown.replaced(inputs.key(), poison, width, row -> excluded.key(row) || (one && row == seen)),
                sown.replaced(
                        inputs.value(),
                        poison,
                        clean.spec().valueWidth(),
                        row -> excluded.key(row) || (one && row == seen + 1)),
                inputs.mask(),
                inputs.queryLengths(),
                inputs.queryPositions(),
                inputs.keyPositions());
        return new AttentionProblem(clean.spec(), clean.weights(), changed, sown);
    }
}
