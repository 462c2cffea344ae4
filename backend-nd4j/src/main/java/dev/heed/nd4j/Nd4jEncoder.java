package dev.heed.nd4j;

import dev.heed.Execution;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** A Transformer encoder on ND4J. */
final class Nd4jEncoder implements Encoder {
    private final TransformerSpec spec;
    private final Nd4jBackend backend;
    private final Execution execution;
    private final EncoderWeights weights;
    private final Pool<NativeBuffers<ForwardPass.Use>> buffers;
    private final Lifetime lifetime;

    /** Copies the weights, which have been checked, to native memory. */
    Nd4jEncoder(TransformerSpec spec, Map<String, Tensor> weights, Nd4jBackend backend, Lifetime parent) {
        this.spec = spec;
        this.backend = backend;
        this.execution = new Execution(Nd4jBackendProvider.ID, backend.device(), spec.precision());
        this.weights = new EncoderWeights(spec, Weights.of(weights));
        this.buffers =
                new Pool<>(backend.threads(), () -> new NativeBuffers<>(ForwardPass.Use.class), NativeBuffers::close);
        this.lifetime = parent.child("encoder of backend '" + Nd4jBackendProvider.ID + "'", this::free);
    }

    private void free() {
        buffers.clear();
        weights.close();
    }

    @Override
    public EncoderSpec spec() {
        return spec;
    }

    @Override
    public EncoderOutput encode(EncoderInputs inputs) {
        return lifetime.use(() -> backend.run(
                () -> new EncoderRun(EncoderCall.check(spec, inputs), weights, backend).compute(buffers, execution)));
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
