package dev.heed;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Map;

/**
 * An engine, opened and ready. It may hold native memory, threads or a device until it is closed.
 *
 * <p>Any number of threads may use one backend. After {@link #close()} every other call, on the backend and on what it
 * made, throws {@link IllegalStateException} naming what was closed (rule SPI-8); closing again does nothing. A call
 * under way when the backend is closed completes first.
 */
public interface Backend extends AutoCloseable {
    /** The id of the provider that opened it, such as {@code djl}. */
    String id();

    /** Where it computes. */
    Device device();

    /**
     * Whether this backend can run an attention. The same spec then either works or is refused by
     * {@link #attention(AttentionSpec, Map)} with the same reason (rule SPI-3).
     */
    Support supports(AttentionSpec spec);

    /** Whether this backend can run an encoder; as {@link #supports(AttentionSpec)}. */
    Support supports(EncoderSpec spec);

    /**
     * An attention with learned parameters.
     *
     * @param weights a tensor for each name in {@link AttentionSpec#weightShapes()}, of any floating type
     * @throws UnsupportedFeatureException if {@link #supports(AttentionSpec)} refuses the spec
     * @throws IllegalArgumentException if a weight is missing, unknown or of the wrong shape; the message lists them all
     */
    Attention attention(AttentionSpec spec, Map<String, Tensor> weights);

    /**
     * An attention without learned parameters.
     *
     * @throws UnsupportedFeatureException if {@link #supports(AttentionSpec)} refuses the spec
     * @throws IllegalArgumentException if the spec has learned parameters
     */
    default Attention attention(AttentionSpec spec) {
        return attention(spec, Map.of());
    }

    /**
     * An encoder with the given weights, which are copied to where the backend wants them, once; the tensors may be
     * dropped afterwards.
     *
     * @param weights a tensor for each name in {@link EncoderSpec#weightShapes()}, of any floating type
     * @throws UnsupportedFeatureException if {@link #supports(EncoderSpec)} refuses the spec
     * @throws IllegalArgumentException if a weight is missing, unknown or of the wrong shape; the message lists them
     *     all, and nothing was loaded (rule ENC-5)
     */
    Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights);

    /**
     * Whether this backend can run a decoder; as {@link #supports(AttentionSpec)}. A backend that does not say has no
     * decoders.
     */
    default Support supports(DecoderSpec spec) {
        return Support.no("DEC-1", "this backend has no decoders");
    }

    /**
     * A decoder with the given weights, which are copied to where the backend wants them, once; the tensors may be
     * dropped afterwards.
     *
     * @param weights a tensor for each name in {@link DecoderSpec#weightShapes()}, of any floating type
     * @throws UnsupportedFeatureException if {@link #supports(DecoderSpec)} refuses the spec
     * @throws IllegalArgumentException if a weight is missing, unknown or of the wrong shape; the message lists them
     *     all, and nothing was loaded (rule ENC-5)
     */
    default Decoder decoder(DecoderSpec spec, Map<String, Tensor> weights) {
        if (supports(spec) instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(id(), refusal);
        }
        throw new AssertionError("backend '" + id() + "' says that it supports decoders and makes none");
    }

    /** Frees everything that the backend and what it made hold. Does nothing the second time. */
    @Override
    void close();
}
