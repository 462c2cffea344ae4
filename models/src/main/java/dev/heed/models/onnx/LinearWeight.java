package dev.heed.models.onnx;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;

/**
 * The weight of a linear projection, which exporters leave without a name. It is found by following its bias, which
 * has one: {@code MatMul(x, weight [in, out]) → Add(bias)}, {@code MatMul(x, Transpose(weight)) → Add(bias)}, or {@code
 * Gemm(x, weight, bias)}.
 *
 * @param stored the tensor as it is stored
 * @param transposed whether it is stored [in, out], the other way round
 */
record LinearWeight(OnnxTensor stored, boolean transposed) {
    private static final int TILE = 16;

    static Optional<LinearWeight> of(OnnxGraph graph, String bias) {
        return graph.consumer(bias, "Add")
                .flatMap(add -> graph.producerOfInput(add, "MatMul"))
                .flatMap(matMul -> ofMatMul(graph, matMul))
                .or(() -> graph.consumer(bias, "Gemm").flatMap(gemm -> ofGemm(graph, gemm)));
    }

    private static Optional<LinearWeight> ofMatMul(OnnxGraph graph, OnnxNode matMul) {
        if (matMul.inputs().size() != 2) {
            return Optional.empty();
        }
        String weight = matMul.inputs().get(1);
        Optional<OnnxNode> transpose = graph.producer(weight).filter(node -> node.is("Transpose"));
        if (transpose.isPresent()) {
            return transpose
                    .flatMap(node -> node.inputs().stream().findFirst())
                    .flatMap(graph::known)
                    .flatMap(stored -> of(stored, false));
        }
        return graph.known(weight).flatMap(stored -> of(stored, true));
    }

    private static Optional<LinearWeight> ofGemm(OnnxGraph graph, OnnxNode gemm) {
        if (gemm.inputs().size() != 3) {
            return Optional.empty();
        }
        return graph.known(gemm.inputs().get(1)).flatMap(stored -> of(stored, gemm.integer("transB", 0) == 0));
    }

    private static Optional<LinearWeight> of(OnnxTensor stored, boolean transposed) {
        return stored.dims().size() == 2 ? Optional.of(new LinearWeight(stored, transposed)) : Optional.empty();
    }

    /** [out, in]. */
    Shape shape(String origin) {
        Shape shape = stored.shape(origin);
        return transposed ? Shape.of(shape.dim(1), shape.dim(0)) : shape;
    }

    /** [out, in]; a copy if it is stored the other way round. */
    Tensor tensor(String origin) {
        Tensor tensor = stored.tensor(origin);
        if (!transposed) {
            return tensor;
        }
        int rows = tensor.shape().dim(0);
        int columns = tensor.shape().dim(1);
        ByteBuffer turned = ByteBuffer.allocate(tensor.bytes().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.dtype().bytes() == Integer.BYTES) {
            turned.asIntBuffer().put(transposed(tensor.bytes().asIntBuffer(), rows, columns));
        } else {
            turned.asShortBuffer().put(transposed(tensor.bytes().asShortBuffer(), rows, columns));
        }
        return Tensor.ofBytes(tensor.dtype(), Shape.of(columns, rows), turned);
    }

    private static int[] transposed(IntBuffer matrix, int rows, int columns) {
        int[] from = new int[rows * columns];
        matrix.get(from);
        int[] to = new int[from.length];
        // Tile by tile, so that what is read and what is written both stay in the cache.
        for (int top = 0; top < rows; top += TILE) {
            for (int column = 0; column < columns; column++) {
                for (int row = top; row < Math.min(top + TILE, rows); row++) {
                    to[column * rows + row] = from[row * columns + column];
                }
            }
        }
        return to;
    }

    private static short[] transposed(ShortBuffer matrix, int rows, int columns) {
        short[] from = new short[rows * columns];
        matrix.get(from);
        short[] to = new short[from.length];
        for (int top = 0; top < rows; top += TILE) {
            for (int column = 0; column < columns; column++) {
                for (int row = top; row < Math.min(top + TILE, rows); row++) {
                    to[column * rows + row] = from[row * columns + column];
                }
            }
        }
        return to;
    }
}
