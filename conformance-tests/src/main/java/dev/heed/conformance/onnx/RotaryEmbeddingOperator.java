package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.attention.Rope;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleRope;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import java.util.Map;
import java.util.Optional;

/** RotaryEmbedding, whose cosines and sines are given as tables. */
final class RotaryEmbeddingOperator implements OnnxOperator {
    @Override
    public Map<Integer, Reals> oracle(OnnxNode node) {
        Reals x = node.input(0).reals();
        Shape shape = x.shape();
        boolean headsFirst = shape.rank() == 4;
        int heads = headsFirst ? shape.dim(1) : (int) node.integer("num_heads", 0);
        if (heads < 1 || (!headsFirst && shape.rank() != 3)) {
            throw new IllegalArgumentException("X: expected rank 4, or rank 3 and num_heads, got " + shape);
        }
        int length = headsFirst ? shape.dim(2) : shape.dim(1);
        int width = headsFirst ? shape.dim(3) : shape.dim(2) / heads;
        int rotary = (int) node.integer("rotary_embedding_dim", 0);
        int pairs = (rotary == 0 ? width : rotary) / 2;
        Rope.Pairing pairing = node.integer("interleaved", 0) == 1 ? Rope.Pairing.INTERLEAVED : Rope.Pairing.HALF;
        Reals y = Reals.zeros(shape);
        for (int b = 0; b < shape.dim(0); b++) {
            for (int t = 0; t < length; t++) {
                double[] cosines = tableRow(node.input(1), node.optionalInput(3), b, t, length, pairs);
                double[] sines = tableRow(node.input(2), node.optionalInput(3), b, t, length, pairs);
                for (int h = 0; h < heads; h++) {
                    int at = headsFirst
                            ? ((b * heads + h) * length + t) * width
                            : ((b * length + t) * heads + h) * width;
                    double[] rotated = OracleRope.rotate(pairing, x.slice(at, width), cosines, sines);
                    System.arraycopy(rotated, 0, y.values(), at, width);
                }
            }
        }
        return Map.of(0, y);
    }

    /** Without position ids the tables are [batch, length, pairs]; with them [positions, pairs]. */
    private static double[] tableRow(
            OnnxTensor table, Optional<OnnxTensor> positions, int b, int t, int length, int pairs) {
        int row = b * length + t;
        if (positions.isPresent()) {
            row = (int) positions.get().reals().values()[row];
        }
        return table.reals().slice(row * pairs, pairs);
    }

    @Override
    public Map<Integer, Reals> backend(OnnxNode node, Backend backend) {
        throw new NotCovered("its tables hold any numbers, where the contract rotates by positions and a base"
                + " (ATT-18); the oracle was compared");
    }

    @Override
    public Bound bound(OnnxNode node) {
        return new Bound(Tolerance.ATTENTION, 2);
    }
}
