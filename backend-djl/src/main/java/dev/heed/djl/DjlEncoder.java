package dev.heed.djl;

import dev.heed.Execution;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.EncoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** A Transformer encoder as calls of the script's method {@code transformer}: one for each part of a batch. */
final class DjlEncoder implements Encoder {
    private final TransformerSpec spec;
    private final boolean plain;
    private final DistanceBias bias;
    private final CallSizes sizes;
    private final Torch torch;
    private final EncoderWeights weights;
    private final Lifetime lifetime;
    private final Execution execution;

    DjlEncoder(
            TransformerSpec spec,
            Map<String, Tensor> given,
            CallSizes sizes,
            Torch torch,
            Lifetime backend,
            Execution execution) {
        this.spec = spec;
        this.sizes = sizes;
        this.torch = torch;
        this.execution = execution;
        this.plain = isPlain(spec);
        this.bias = DistanceBias.of(spec, given);
        this.weights = EncoderWeights.load(spec, given, torch);
        this.lifetime = backend.child("encoder of backend 'djl'", weights::close);
    }

    @Override
    public EncoderSpec spec() {
        return spec;
    }

    @Override
    public EncoderOutput encode(EncoderInputs inputs) {
        return lifetime.use(() -> {
            EncoderCall call = EncoderCall.check(spec, inputs);
            EncoderResult result = new EncoderResult(call);
            PackedBatch batch = PackedBatch.of(call, torch.workers().threads());
            if (batch.balanced()) {
                torch.workers()
                        .apart(batch.parts().stream()
                                .<Runnable>map(part -> () -> run(call, part, result))
                                .toList());
            } else {
                for (PackedBatch.Part part : batch.parts()) {
                    torch.workers().together(workOf(part), () -> run(call, part, result));
                }
            }
            return result.output(execution);
        });
    }

    /** Whether attention is a softmax of scaled dot products of heads with keys of their own, and nothing else. */
    private static boolean isPlain(TransformerSpec spec) {
        AttentionSpec attention = spec.attention();
        return ScoreCode.of(spec.score()) == ScoreCode.DOT
                && spec.softCap().isEmpty()
                && spec.mask() instanceof Mask.None
                && spec.heads() == spec.keyValueHeads()
                && attention.biases().isEmpty()
                && attention.rope().isEmpty();
    }

    /** The multiplications of a layer. */
    private long workOf(PackedBatch.Part part) {
        long attention = 2L * spec.width() * (spec.heads() + spec.keyValueHeads()) * spec.headWidth();
        long feedForward = (spec.activation().gated() ? 3L : 2L) * spec.width() * spec.feedForwardWidth();
        return part.rows() * (attention + feedForward);
    }

    private EncoderResult run(EncoderCall call, PackedBatch.Part part, EncoderResult result) {
        boolean unmasked = bias.isEmpty() && spec.mask() instanceof Mask.None;
        boolean causal =
                bias.isEmpty() && !unmasked && visibleIn(part.longest()).causalOnly();
        Optional<EncoderMask> mask = unmasked || causal
                ? Optional.empty()
                : Optional.of(EncoderMask.of(part, this::visibleIn, spec.heads(), !bias.isEmpty(), sizes));
        boolean mixedOnly = plain && !call.inputs().attentionWeights();
        try (NativeScope scope = torch.scope()) {
            EncoderArguments arguments = new EncoderArguments(spec, bias, weights, call, part, scope);
            result.take(part, scope.results(torch.call("transformer", arguments.all(mask, causal, mixedOnly))));
            return result;
        }
    }

    /** What the mask lets a sequence of that length see of itself; a shorter one sees the corner of it. */
    private VisibleKeys visibleIn(int length) {
        AttentionSpec only = AttentionSpec.builder(1, 1).mask(spec.mask()).build();
        Tensor sequence = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, length, 1));
        return AttentionCall.check(only, AttentionInputs.of(sequence, sequence, sequence))
                .visible();
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
