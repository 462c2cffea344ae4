package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.Execution;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** An attention as one call of the script's method {@code attention}. */
final class DjlAttention implements Attention {
    private final AttentionSpec spec;
    private final Map<String, Tensor> weights;
    private final DistanceBias bias;
    private final Torch torch;
    private final Lifetime lifetime;
    private final Execution execution;

    DjlAttention(AttentionSpec spec, Map<String, Tensor> weights, Torch torch, Lifetime lifetime, Execution execution) {
        this.spec = spec;
        this.weights = Map.copyOf(weights);
        this.bias = DistanceBias.of(spec, weights);
        this.torch = torch;
        this.lifetime = lifetime;
        this.execution = execution;
    }

    @Override
    public AttentionSpec spec() {
        return spec;
    }

    @Override
    public AttentionOutput apply(AttentionInputs inputs) {
        return lifetime.use(() -> {
            AttentionCall call = AttentionCall.check(spec, inputs);
            if (call.visible().patterned()) {
                throw new UnsupportedFeatureException(execution.backend(), AttentionSupport.NO_PATTERNS);
            }
            return call.weightsShape().size() == 0 ? empty(call) : run(call);
        });
    }

    /** Where there are no queries or no keys, all is zero or nothing (rule TEN-4). */
    private AttentionOutput empty(AttentionCall call) {
        return output(
                Tensor.zeros(DType.FLOAT32, call.outputShape()),
                Tensor.zeros(DType.FLOAT32, call.weightsShape()),
                Tensor.zeros(DType.FLOAT32, call.weightsShape()));
    }

    private AttentionOutput run(AttentionCall call) {
        return torch.workers().together(workOf(call), () -> {
            try (NativeScope scope = torch.scope()) {
                IValue[] arguments = new AttentionArguments(spec, weights, bias, call, scope).all();
                PtNDArray[] results = scope.results(torch.call("attention", arguments));
                Tensor attended = copy(results[0], call.outputShape());
                boolean scored = spec.returnScores().isPresent();
                return output(
                        attended,
                        spec.returnWeights() ? copy(results[1], call.weightsShape()) : attended,
                        scored ? copy(results[2], call.weightsShape()) : attended);
            }
        });
    }

    private long workOf(AttentionCall call) {
        int ofScore = spec.score() instanceof Score.Additive additive ? additive.hiddenWidth() : spec.headWidth();
        return call.weightsShape().size() * (ofScore + spec.valueWidth());
    }

    private AttentionOutput output(Tensor attended, Tensor weighted, Tensor scored) {
        return new AttentionOutput(
                attended,
                spec.returnWeights() ? Optional.of(weighted) : Optional.empty(),
                spec.returnScores().isPresent() ? Optional.of(scored) : Optional.empty(),
                execution);
    }

    /** Makes room on the Java heap first: the engine's own copy would write to memory that it was not given. */
    private static Tensor copy(PtNDArray array, Shape shape) {
        ByteBuffer bytes = ByteBuffer.allocate((int) shape.size() * Float.BYTES);
        bytes.put(0, NativeScope.memoryOf(array), 0, bytes.capacity());
        return Tensor.ofBytes(DType.FLOAT32, shape, bytes);
    }
}
