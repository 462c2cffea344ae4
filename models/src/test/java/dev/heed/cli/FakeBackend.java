package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.Execution;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A backend whose encoders know nothing of weights: a token's state is a vector drawn from its id.
 *
 * @param id its id
 * @param threads what it was opened with
 */
record FakeBackend(String id, int threads) implements Backend {
    private static final Support.Unsupported NO_ATTENTION = new Support.Unsupported("ATT-1", "It is a fake.");

    @Override
    public Device device() {
        return new Device("cpu", "test, " + threads + " threads");
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return NO_ATTENTION;
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return Support.yes();
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        throw new UnsupportedFeatureException(id, NO_ATTENTION);
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        return new FakeEncoder((TransformerSpec) spec, new Execution(id, device(), spec.precision()));
    }

    @Override
    public void close() {}

    private record FakeEncoder(TransformerSpec spec, Execution execution) implements Encoder {
        @Override
        public EncoderOutput encode(EncoderInputs inputs) {
            EncoderCall call = EncoderCall.check(spec, inputs);
            int length = call.length();
            float[] states = new float[call.batch() * length * spec.width()];
            for (int b = 0; b < call.batch(); b++) {
                for (int t = 0; t < call.length(b); t++) {
                    SplittableRandom random = new SplittableRandom(call.tokens()[b * length + t]);
                    for (int i = 0; i < spec.width(); i++) {
                        states[(b * length + t) * spec.width() + i] = (float) random.nextDouble(-1, 1);
                    }
                }
            }
            Tensor tensor = Tensor.of(call.statesShape(), states);
            return new EncoderOutput(tensor, List.of(), List.of(), execution);
        }

        @Override
        public void close() {}
    }
}
