package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.Execution;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** An attention as one call of the script's method {@code attention}. */
final class DjlAttention implements Attention {
    private final AttentionSpec spec;
    private final Map<String, Tensor> weights;
    private final DistanceBias bias;
    private final CallSizes sizes;
    private final Torch torch;
    private final Lifetime lifetime;
    private final Execution execution;

    DjlAttention(
            AttentionSpec spec,
            Map<String, Tensor> weights,
            CallSizes sizes,
            Torch torch,
            Lifetime lifetime,
            Execution execution) {
        this.spec = spec;
        this.weights = Map.copyOf(weights);
        this.bias = DistanceBias.of(spec, weights);
        this.sizes = sizes;
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
            // Where there are no queries or no keys, all is zero or nothing (rule TEN-4).
            return call.weightsShape().size() == 0 ? new AttentionResult(call).output(execution) : run(call);
        });
    }

    private AttentionOutput run(AttentionCall call) {
        long work = workOf(call);
        CallParts parts = CallParts.of(call, work, torch.workers().threads(), sizes);
        AttentionResult result = new AttentionResult(call);
        try (NativeScope shared = torch.scope()) {
            AttentionArguments arguments = new AttentionArguments(call, weights, bias, sizes, shared);
            PartRooms rooms = new PartRooms(call, shared);
            if (parts.apart()) {
                torch.workers()
                        .apart(parts.parts().stream()
                                .<Runnable>map(part -> () -> run(part, rooms, arguments, result))
                                .toList());
            } else {
                for (HeadRange part : parts.parts()) {
                    torch.workers().together(work, () -> run(part, rooms, arguments, result));
                }
            }
        }
        return result.output(execution);
    }

    private AttentionResult run(HeadRange part, PartRooms rooms, AttentionArguments arguments, AttentionResult result) {
        PtNDArray[] inputs = rooms.take(part);
        try (NativeScope scope = torch.scope()) {
            result.take(part, scope.results(torch.call("attention", arguments.of(part, inputs, scope))));
        }
        rooms.leave(inputs);
        return result;
    }

    private long workOf(AttentionCall call) {
        int ofScore = spec.score() instanceof Score.Additive additive ? additive.hiddenWidth() : spec.headWidth();
        return call.weightsShape().size() * (ofScore + spec.valueWidth());
    }
}
