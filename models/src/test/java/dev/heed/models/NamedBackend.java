package dev.heed.models;

import dev.heed.Backend;
import dev.heed.Device;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** The oracle under another name; it counts how often it is closed. */
public final class NamedBackend implements Backend {
    private final Backend oracle = new OracleBackend();
    private final String id;
    private final int threads;
    private int closings;

    public NamedBackend(String id, int threads) {
        this.id = id;
        this.threads = threads;
    }

    /** How often it was closed. */
    public int closings() {
        return closings;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Device device() {
        return new Device("cpu", threads + " threads");
    }

    @Override
    public Support supports(AttentionSpec spec) {
        return oracle.supports(spec);
    }

    @Override
    public Support supports(EncoderSpec spec) {
        return oracle.supports(spec);
    }

    @Override
    public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
        return oracle.attention(spec, weights);
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
        return oracle.encoder(spec, weights);
    }

    @Override
    public void close() {
        closings++;
        oracle.close();
    }
}
