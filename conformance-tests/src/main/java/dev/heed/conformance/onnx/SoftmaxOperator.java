package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleFunctions;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** Softmax: on a backend the weights of an attention whose scores are all 0 and whose additive mask is the input. */
final class SoftmaxOperator implements OnnxOperator {
    @Override
    public Map<Integer, Reals> oracle(OnnxNode node) {
        Rows rows = rows(node);
        for (int r = 0; r < rows.count; r++) {
            rows.put(r, OracleFunctions.softmax(rows.get(r)));
        }
        return Map.of(0, rows.target);
    }

    @Override
    public Map<Integer, Reals> backend(OnnxNode node, Backend backend) {
        Rows rows = rows(node);
        float[] addend = new float[rows.count * rows.length];
        for (int r = 0; r < rows.count; r++) {
            double[] row = rows.get(r);
            for (int i = 0; i < row.length; i++) {
                addend[r * rows.length + i] = (float) row[i];
            }
        }
        AttentionSpec spec = AttentionSpec.builder(1, 1)
                .score(new Score.Dot())
                .mask(Mask.additive(Tensor.of(Shape.of(rows.count, rows.length), addend)))
                .returnWeights(true)
                .build();
        Tensor query = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, rows.count, 1));
        Tensor key = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, rows.length, 1));
        double[] weights = AttentionOperator.attention(backend, spec)
                .apply(AttentionInputs.of(query, key, key))
                .weights()
                .orElseThrow()
                .toDoubleArray();
        for (int r = 0; r < rows.count; r++) {
            double[] row = new double[rows.length];
            System.arraycopy(weights, r * rows.length, row, 0, rows.length);
            rows.put(r, row);
        }
        return Map.of(0, rows.target);
    }

    @Override
    public Bound bound(OnnxNode node) {
        return new Bound(Tolerance.ATTENTION, rows(node).length);
    }

    private static Rows rows(OnnxNode node) {
        if (node.opset() < 13) {
            throw new NotCovered("Softmax before operator set 13 means another thing");
        }
        return new Rows(node.input(0).reals(), node.axis(node.input(0).shape().rank()));
    }

    /** The vectors of a tensor along one axis. */
    private static final class Rows {
        private final Reals source;
        private final Reals target;
        private final int length;
        private final int count;
        private final int stride;

        private Rows(Reals source, int axis) {
            this.source = source;
            this.target = Reals.zeros(source.shape());
            this.length = source.shape().dim(axis);
            int inner = 1;
            for (int i = axis + 1; i < source.shape().rank(); i++) {
                inner *= source.shape().dim(i);
            }
            this.stride = inner;
            this.count = length == 0 ? 0 : source.values().length / length;
        }

        private int start(int row) {
            return row / stride * stride * length + row % stride;
        }

        private double[] get(int row) {
            double[] values = new double[length];
            for (int i = 0; i < length; i++) {
                values[i] = source.values()[start(row) + i * stride];
            }
            return values;
        }

        private void put(int row, double[] values) {
            for (int i = 0; i < length; i++) {
                target.values()[start(row) + i * stride] = values[i];
            }
        }
    }
}
