package dev.heed.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;

import dev.heed.spi.AttentionCall;
import dev.heed.spi.Baseline;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** An attention of ND4J's own operations on arrays that are all made beforehand, those for results too. */
final class EngineOperations implements Baseline {
    private final int threads;
    private final Shape outputShape;
    /** The last is the output. */
    private final List<INDArray> arrays = new ArrayList<>();

    private final List<CustomOp> operations = new ArrayList<>();
    private final Lifetime lifetime =
            Lifetime.of("baseline of backend '" + Nd4jBackendProvider.ID + "'", () -> arrays.forEach(INDArray::close));

    private EngineOperations(AttentionCall call, int threads) {
        this.threads = threads;
        this.outputShape = call.outputShape();
    }

    /** The operation {@code dot_product_attention}, for a call without a mask whose score is scaled. */
    static EngineOperations fused(AttentionCall call, int threads) {
        EngineOperations baseline = new EngineOperations(call, threads);
        INDArray query = baseline.array(transposed(call.inputs().query()));
        INDArray key = baseline.array(transposed(call.inputs().key()));
        INDArray value = baseline.array(transposed(call.inputs().value()));
        INDArray output = baseline.uninitialized(transposed(call.outputShape()));
        baseline.operations.add(DynamicCustomOp.builder("dot_product_attention")
                .addInputs(query, key, value)
                .addOutputs(output)
                .addIntegerArguments(1, 0)
                .build());
        return baseline;
    }

    /** Two products with a softmax between them, and the addition of a mask if it is a causal one. */
    static EngineOperations composed(AttentionCall call, int threads) {
        EngineOperations baseline = new EngineOperations(call, threads);
        INDArray query = baseline.array(call.inputs().query());
        INDArray key = baseline.array(call.inputs().key());
        INDArray value = baseline.array(call.inputs().value());
        INDArray scores = baseline.uninitialized(call.weightsShape());
        INDArray weights = baseline.uninitialized(call.weightsShape());
        List<CustomOp> operations = baseline.operations;
        operations.add(DynamicCustomOp.builder("matmul")
                .addInputs(query, key)
                .addOutputs(scores)
                .addIntegerArguments(0, 1, 0)
                .addFloatingPointArguments(call.spec().effectiveScale(), 0.0)
                .build());
        if (!call.visible().everything()) {
            operations.add(DynamicCustomOp.builder("add")
                    .addInputs(scores, baseline.array(causalMask(call.queries(), call.keys())))
                    .addOutputs(scores)
                    .build());
        }
        operations.add(DynamicCustomOp.builder("softmax")
                .addInputs(scores)
                .addOutputs(weights)
                .addIntegerArguments(-1)
                .build());
        INDArray output = baseline.uninitialized(call.outputShape());
        operations.add(DynamicCustomOp.builder("matmul")
                .addInputs(weights, value)
                .addOutputs(output)
                .addIntegerArguments(0, 0, 0)
                .build());
        return baseline;
    }

    private INDArray array(Tensor tensor) {
        INDArray array = Nd4j.create(tensor.toFloatArray(), dimensions(tensor.shape()), 'c');
        arrays.add(array);
        return array;
    }

    private INDArray uninitialized(Shape shape) {
        INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, dimensions(shape));
        arrays.add(array);
        return array;
    }

    private static long[] dimensions(Shape shape) {
        return new long[] {shape.dim(0), shape.dim(1), shape.dim(2), shape.dim(3)};
    }

    private static Shape transposed(Shape shape) {
        return Shape.of(shape.dim(0), shape.dim(1), shape.dim(3), shape.dim(2));
    }

    private static Tensor transposed(Tensor tensor) {
        int rows = tensor.shape().dim(2);
        int columns = tensor.shape().dim(3);
        float[] from = tensor.toFloatArray();
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            int matrix = i / (rows * columns);
            int row = i / columns % rows;
            to[(matrix * columns + i % columns) * rows + row] = from[i];
        }
        return Tensor.of(transposed(tensor.shape()), to);
    }

    /** [1, 1, queries, keys], aligned bottom-right (rule ATT-7). */
    private static Tensor causalMask(int queries, int keys) {
        float[] mask = new float[Math.multiplyExact(queries, keys)];
        for (int query = 0; query < queries; query++) {
            for (int key = query + keys - queries + 1; key < keys; key++) {
                mask[query * keys + key] = Float.NEGATIVE_INFINITY;
            }
        }
        return Tensor.of(Shape.of(1, 1, queries, keys), mask);
    }

    /** With the threads that were asked for, both of ND4J and of its OpenBLAS; afterwards they are what they were. */
    @Override
    public void run() {
        lifetime.use(() -> {
            NativeOps engine = NativeOpsHolder.getInstance().getDeviceNativeOps();
            int before = engine.ompGetMaxThreads();
            int blasBefore = blas_get_num_threads();
            engine.setOmpNumThreads(threads);
            BlasThreads.set(threads);
            try {
                operations.forEach(Nd4j::exec);
            } finally {
                engine.setOmpNumThreads(before);
                BlasThreads.set(blasBefore);
            }
            return this;
        });
    }

    @Override
    public Tensor output() {
        run();
        return lifetime.use(() -> {
            float[] values = arrays.get(arrays.size() - 1).data().asFloat();
            boolean fused = operations.size() == 1;
            return fused ? transposed(Tensor.of(transposed(outputShape), values)) : Tensor.of(outputShape, values);
        });
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
