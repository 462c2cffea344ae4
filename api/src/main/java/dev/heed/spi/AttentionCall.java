package dev.heed.spi;

import dev.heed.Precision;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One attention call whose arguments have been checked (rule TEN-3) and whose masks have been brought into one form.
 * What every backend does before anything else.
 */
public final class AttentionCall {
    private final AttentionSpec spec;
    private final AttentionInputs inputs;
    private final Shape weights;
    private final VisibleKeys visible;
    private final Optional<long[]> queryPositions;
    private final Optional<long[]> keyPositions;

    private AttentionCall(
            AttentionSpec spec,
            AttentionInputs inputs,
            Shape weights,
            VisibleKeys visible,
            Optional<long[]> queryPositions,
            Optional<long[]> keyPositions) {
        this.spec = spec;
        this.inputs = inputs;
        this.weights = weights;
        this.visible = visible;
        this.queryPositions = queryPositions;
        this.keyPositions = keyPositions;
    }

    /**
     * Checks the inputs against the spec.
     *
     * @throws IllegalArgumentException naming the argument, what was expected and what came
     */
    public static AttentionCall check(AttentionSpec spec, AttentionInputs inputs) {
        Shape query = inputs.query().shape();
        requireShape("query", query, -1, spec.heads(), -1, spec.headWidth(), "batch, heads, queries, headWidth");
        int batch = query.dim(0);
        Shape key = inputs.key().shape();
        requireShape(
                "key", key, batch, spec.keyValueHeads(), -1, spec.headWidth(), "batch, keyValueHeads, keys, headWidth");
        requireShape(
                "value",
                inputs.value().shape(),
                batch,
                spec.keyValueHeads(),
                key.dim(2),
                spec.valueWidth(),
                "batch, keyValueHeads, keys, valueWidth");
        requireType("query", inputs.query(), spec.precision());
        requireType("key", inputs.key(), spec.precision());
        requireType("value", inputs.value(), spec.precision());

        Shape weights = Shape.of(batch, spec.heads(), query.dim(2), key.dim(2));
        boolean square = spec.returnWeights() || spec.returnScores().isPresent();
        requireFits("output", Shape.of(batch, spec.heads(), query.dim(2), spec.valueWidth()));
        if (square) {
            requireFits("weights or scores", weights);
        }
        int[] queryLengths;
        if (inputs.queryLengths().isEmpty()) {
            queryLengths = new int[batch];
            Arrays.fill(queryLengths, query.dim(2));
        } else {
            queryLengths = lengths("queryLengths", inputs.queryLengths(), batch, query.dim(2), "queries");
        }
        VisibleKeys visible = new VisibleKeys(spec.mask(), inputs.mask(), weights, queryLengths);
        for (Broadcast additive : visible.additive()) {
            requireType("mask.additive", additive.tensor(), spec.precision());
        }
        Optional<long[]> queryPositions = positions("queryPositions", inputs.queryPositions(), batch, query.dim(2));
        Optional<long[]> keyPositions = positions("keyPositions", inputs.keyPositions(), batch, key.dim(2));
        return new AttentionCall(spec, inputs, weights, visible, queryPositions, keyPositions);
    }

    private static void requireShape(
            String argument, Shape shape, int batch, int heads, int length, int width, String names) {
        int[] expected = {batch, heads, length, width};
        boolean fits = shape.rank() == 4;
        for (int i = 0; fits && i < 4; i++) {
            fits = expected[i] < 0 || expected[i] == shape.dim(i);
        }
        if (!fits) {
            String wanted = Arrays.toString(expected).replace("-1", "*");
            throw new IllegalArgumentException(argument + ": expected " + wanted + " (" + names + "), got " + shape);
        }
    }

    private static void requireType(String argument, Tensor tensor, Precision precision) {
        boolean fits = tensor.dtype() == DType.FLOAT32
                || (precision == Precision.FLOAT16 && tensor.dtype() == DType.FLOAT16)
                || (precision == Precision.BFLOAT16 && tensor.dtype() == DType.BFLOAT16);
        if (!fits) {
            throw new IllegalArgumentException(argument + ": expected FLOAT32 for precision " + precision + ", got "
                    + tensor.dtype() + "; Tensor.to(DType.FLOAT32) converts it");
        }
    }

    private static void requireFits(String result, Shape shape) {
        if (shape.size() > Integer.MAX_VALUE / DType.FLOAT32.bytes()) {
            throw new IllegalArgumentException(result + ": expected at most "
                    + Integer.MAX_VALUE / DType.FLOAT32.bytes() + " elements in one tensor, got " + shape
                    + "; split the batch or the queries");
        }
    }

    static int[] lengths(String argument, List<Integer> lengths, int batch, int most, String ofWhat) {
        if (lengths.size() != batch) {
            throw new IllegalArgumentException(
                    argument + ": expected " + batch + " lengths (batch), got " + lengths.size());
        }
        int[] values = new int[batch];
        for (int b = 0; b < batch; b++) {
            values[b] = lengths.get(b);
            if (values[b] < 0 || values[b] > most) {
                throw new IllegalArgumentException(
                        argument + "[" + b + "]: expected 0 to " + most + " (" + ofWhat + "), got " + values[b]);
            }
        }
        return values;
    }

    private static Optional<long[]> positions(String argument, Optional<Tensor> given, int batch, int length) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Tensor tensor = given.get();
        Shape shape = tensor.shape();
        boolean shared = shape.equals(Shape.of(length));
        if (!shared && !shape.equals(Shape.of(batch, length))) {
            throw new IllegalArgumentException(
                    argument + ": expected [" + batch + ", " + length + "] or [" + length + "], got " + shape);
        }
        if (tensor.dtype() != DType.INT32 && tensor.dtype() != DType.INT64) {
            throw new IllegalArgumentException(argument + ": expected INT32 or INT64, got " + tensor.dtype());
        }
        long[] values = tensor.toLongArray();
        long[] all = new long[batch * length];
        Arrays.setAll(all, i -> shared ? values[i % length] : values[i]);
        return Optional.of(all);
    }

    /** What is computed. */
    public AttentionSpec spec() {
        return spec;
    }

    /** The data as it was given. */
    public AttentionInputs inputs() {
        return inputs;
    }

    /** B. */
    public int batch() {
        return weights.dim(0);
    }

    /** Tq. */
    public int queries() {
        return weights.dim(2);
    }

    /** Tk. */
    public int keys() {
        return weights.dim(3);
    }

    /** The shape of weights and scores: [B, heads, Tq, Tk]. */
    public Shape weightsShape() {
        return weights;
    }

    /** The shape of the output: [B, heads, Tq, valueWidth]. */
    public Shape outputShape() {
        return Shape.of(batch(), spec.heads(), queries(), spec.valueWidth());
    }

    /** Which keys each query sees. */
    public VisibleKeys visible() {
        return visible;
    }

    /** Whether the caller gave positions for queries, for keys, or for both. */
    public boolean positionsGiven() {
        return queryPositions.isPresent() || keyPositions.isPresent();
    }

    /** The position that rotates a query: the caller's, or else the aligned one (rule ATT-18). */
    public long queryPosition(int b, int query) {
        return queryPositions.isPresent()
                ? queryPositions.get()[b * queries() + query]
                : visible.alignedPosition(b, query);
    }

    /** The position that rotates a key: the caller's, or else its index. */
    public long keyPosition(int b, int key) {
        return keyPositions.isPresent() ? keyPositions.get()[b * keys() + key] : key;
    }
}
