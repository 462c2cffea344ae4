package dev.heed.conformance.compare;

import dev.heed.Backend;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleTransformer;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A batch of token ids through a Transformer encoder. The oracle computes the first sequence alone: others in the batch
 * change nothing (rule ENC-4).
 *
 * @param name the kind of encoder, for people
 * @param weights drawn when they are first asked for, and shared by all works of one encoder
 * @param ids [batch, length]
 */
record EncoderWork(String name, TransformerSpec spec, Supplier<Map<String, Tensor>> weights, Tensor ids)
        implements Work {

    @Override
    public WorkDescription description() {
        int batch = ids.shape().dim(0);
        int length = ids.shape().dim(1);
        String details = name + ": " + spec.layers() + " layers of " + spec.width() + ", " + spec.heads()
                + " heads, feed-forward " + spec.feedForwardWidth() + ", random weights; batch " + batch + ", length "
                + length;
        String checked = batch == 1 ? "the sequence" : "the first of " + batch + " sequences";
        return new WorkDescription("encoder " + batch + " x " + length, details, (long) batch * length, checked);
    }

    @Override
    public Support supportedBy(Backend backend) {
        return backend.supports(spec);
    }

    @Override
    public Ready on(Backend backend) {
        Encoder encoder = backend.encoder(spec, weights.get());
        EncoderInputs inputs = EncoderInputs.of(ids);
        return new Ready() {
            @Override
            public Tensor run() {
                return encoder.encode(inputs).states();
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
    }

    @Override
    public Reference reference() {
        int length = ids.shape().dim(1);
        int[] first = new int[length];
        ids.ints().get(0, first);
        EncoderInputs alone = EncoderInputs.of(Tensor.of(Shape.of(1, length), first));
        OracleTransformer oracle = new OracleTransformer(spec, weights.get());
        return new Reference(oracle.encode(alone).states(), Tolerance.encoder(longestReduction(length)));
    }

    /** Over a width, over the feed-forward width, or over the tokens. */
    private int longestReduction(int length) {
        int[] sums = {spec.width(), spec.feedForwardWidth(), spec.heads() * spec.headWidth(), length};
        return Arrays.stream(sums).max().orElseThrow();
    }
}
