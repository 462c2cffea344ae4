package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.Execution;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results of a call in the making: zeros, into which each part puts its heads. Parts may do so at once. */
final class AttentionResult {
    private final AttentionSpec spec;
    private final List<Shape> shapes = new ArrayList<>();
    private final List<ByteBuffer> memories = new ArrayList<>();

    AttentionResult(AttentionCall call) {
        this.spec = call.spec();
        add(call.outputShape());
        if (spec.returnWeights()) {
            add(call.weightsShape());
        }
        if (spec.returnScores().isPresent()) {
            add(call.weightsShape());
        }
    }

    private void add(Shape shape) {
        shapes.add(shape);
        memories.add(ByteBuffer.allocate((int) shape.size() * Float.BYTES));
    }

    /**
     * Takes what the script returned for the key/value heads of a part. The room is on the Java heap: the engine's own
     * copy would write to memory that it was not given.
     */
    void take(HeadRange part, PtNDArray[] returned) {
        HeadRange heads = part.ofQueries(spec.heads() / spec.keyValueHeads());
        for (int n = 0; n < returned.length; n++) {
            heads.in(memories.get(n), shapes.get(n)).put(NativeScope.memoryOf(returned[n]));
        }
    }

    AttentionOutput output(Execution execution) {
        return new AttentionOutput(
                tensor(0),
                spec.returnWeights() ? Optional.of(tensor(1)) : Optional.empty(),
                spec.returnScores().isPresent() ? Optional.of(tensor(memories.size() - 1)) : Optional.empty(),
                execution);
    }

    private Tensor tensor(int n) {
        return Tensor.ofBytes(DType.FLOAT32, shapes.get(n), memories.get(n));
    }
}
