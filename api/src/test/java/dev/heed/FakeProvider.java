package dev.heed;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderSpec;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** A provider for tests of the choice among providers. Its subclasses are named in service files. */
class FakeProvider implements BackendProvider {
    static final Device DEVICE = new Device("cpu", "made up");

    private final String id;
    private final int priority;
    private final Probe probe;
    int probes;

    FakeProvider(String id, int priority, Probe probe) {
        this.id = id;
        this.priority = priority;
        this.probe = probe;
    }

    static FakeProvider available(String id, int priority) {
        return new FakeProvider(id, priority, new Probe.Available(DEVICE));
    }

    static FakeProvider unavailable(String id, int priority, String cause, String remedy) {
        return new FakeProvider(id, priority, new Probe.Unavailable(cause, remedy));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public Probe probe() {
        probes++;
        return probe;
    }

    @Override
    public Backend open(BackendOptions options) {
        return new FakeBackend(id);
    }

    private record FakeBackend(String id) implements Backend {
        @Override
        public Device device() {
            return DEVICE;
        }

        @Override
        public Support supports(AttentionSpec spec) {
            return Support.no("ATT-1", "It computes nothing.");
        }

        @Override
        public Support supports(EncoderSpec spec) {
            return Support.no("ENC-2", "It computes nothing.");
        }

        @Override
        public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
            throw new UnsupportedFeatureException(id, new Support.Unsupported("ATT-1", "It computes nothing."));
        }

        @Override
        public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
            throw new UnsupportedFeatureException(id, new Support.Unsupported("ENC-2", "It computes nothing."));
        }

        @Override
        public void close() {}
    }

    /** Registered and sound. */
    public static final class Sound extends FakeProvider {
        public Sound() {
            super("sound", 10, new Probe.Available(DEVICE));
        }
    }

    /** Its constructor throws. */
    public static final class ThrowsWhenConstructed extends FakeProvider {
        public ThrowsWhenConstructed() {
            super("never", 99, new Probe.Available(DEVICE));
            throw new IllegalStateException("no constructor for you");
        }
    }

    /** Its probe throws what a missing native library throws. */
    public static final class ThrowsWhenProbed extends FakeProvider {
        public ThrowsWhenProbed() {
            super("unlinked", 50, new Probe.Available(DEVICE));
        }

        @Override
        public Probe probe() {
            throw new UnsatisfiedLinkError("libfake.so: GLIBC_2.99 not found");
        }
    }
}
