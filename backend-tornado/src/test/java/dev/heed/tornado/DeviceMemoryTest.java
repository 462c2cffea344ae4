package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.Backend;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import dev.heed.encoder.Encoder;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** What happens when TornadoVM may not take as much of the device as is needed. */
class DeviceMemoryTest {
    private static final String REFUSAL =
            "Not enough memory on the device: needed \\d+ bytes, available \\d+ of \\d+\\."
                    + " Close what is no longer used, send smaller batches, or start the JVM with a larger"
                    + " -Dtornado\\.device\\.memory than \\d+; the device has \\d+ bytes\\.";

    private static final String REFUSAL_OF_TORNADO =
            "Not enough memory on the device: needed \\d+ bytes, and TornadoVM had only \\d+ available, with \\d+ in use or"
                    + " about to be by this backend\\. Close what is no longer used, .*";

    /** TornadoVM may have so much more than it has by now, until this is closed. */
    private record Limit(@SuppressWarnings("unused") long more) implements AutoCloseable {
        Limit {
            System.setProperty(
                    DeviceMemory.LIMIT, Long.toString(DeviceMemory.ofJvm().used() + more));
        }

        @Override
        public void close() {
            System.clearProperty(DeviceMemory.LIMIT);
        }
    }

    @Test
    void fullDevice_refusesWithNeededAndAvailable_andLeavesTheOthersUsable() {
        try (Backend backend = TestedBackend.open();
                Encoder encoder = SmallModels.encoder(backend);
                Encoder late = SmallModels.encoder(backend);
                Decoder decoder = SmallModels.decoder(backend);
                Decoder lateDecoder = SmallModels.decoder(backend);
                DecoderSession session = SmallModels.session(decoder, 1)) {
            float[] states = SmallModels.encode(encoder);
            float[] logits = SmallModels.feed(session, 1, 4);
            long used = DeviceMemory.ofJvm().used();
            try (Limit limit = new Limit(1000)) {
                assertThatThrownBy(() -> SmallModels.encode(late))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching(REFUSAL)
                        .hasMessageContaining("available " + limit.more() + " of " + (used + limit.more()));
                assertThatThrownBy(() -> SmallModels.feed(SmallModels.session(lateDecoder, 1), 1, 4))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching(REFUSAL);
                assertThat(DeviceMemory.ofJvm().used()).isEqualTo(used);
                assertThat(SmallModels.encode(encoder)).isEqualTo(states);
                session.truncate(0, 0);
                assertThat(SmallModels.feed(session, 1, 4)).isEqualTo(logits);
            }
            assertThat(SmallModels.encode(late)).isEqualTo(states);
            assertThat(SmallModels.feed(SmallModels.session(lateDecoder, 1), 1, 4))
                    .isEqualTo(logits);
        }
    }

    @Test
    void largerCall_isRefused_andSmallerOnesGoOn() {
        try (Backend backend = TestedBackend.open();
                Encoder encoder = SmallModels.encoder(backend)) {
            float[] states = SmallModels.encode(encoder);
            try (Limit limit = new Limit(1000)) {
                assertThatThrownBy(() -> SmallModels.encode(encoder, 700))
                        .as("with " + limit.more() + " bytes more")
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching(REFUSAL);
                assertThat(SmallModels.encode(encoder)).isEqualTo(states);
            }
        }
    }

    @Test
    void dec07_cacheThatCannotGrow_leavesItsSessionsAsTheyWere() {
        try (GrowingCache cache = GrowingCache.open()) {
            try (Limit limit = new Limit(1000)) {
                assertThatThrownBy(cache::grow)
                        .as("with " + limit.more() + " bytes more")
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching(REFUSAL);
                assertThat(cache.many().length(0)).isZero();
                cache.requireUndisturbed(5);
            }
            float[] first = cache.grow();
            cache.few().truncate(0, 0);
            assertThat(SmallModels.feed(cache.few(), 1, 4)).isEqualTo(first);
        }
    }

    @Test
    void memoryThatOthersInTheJvmTook_isRefusedTenTimes_andLeavesOtherSessionsUsable() {
        TornadoDevice device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
        try (GrowingCache cache = GrowingCache.open()) {
            long all = TrialMemory.most(device, 1L << 40);
            try (TrialMemory theirs = TrialMemory.take(device, all - 1000)) {
                assertThat(theirs).isNotNull();
                for (int token = 5; token < 15; token++) {
                    assertThatThrownBy(cache::grow)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageMatching(REFUSAL_OF_TORNADO);
                    cache.requireUndisturbed(token);
                }
                assertThat(TrialMemory.most(device, all)).isEqualTo(1000);
            }
            assertThat(cache.grow()).hasSize(20);
            cache.requireUndisturbed(15);
        }
    }

    @Test
    void attentionsThatNobodyUses_makeRoom() {
        try (Backend backend = TestedBackend.open()) {
            Attention attention = backend.attention(AttentionSpec.builder(1, 8).build());
            long before = DeviceMemory.ofJvm().used();
            Tensor rows = SmallModels.random(Shape.of(1, 1, 40, 8), new Random(1));
            float[] expected = attention.apply(rows, rows, rows).toFloatArray();
            long ofOne = DeviceMemory.ofJvm().used() - before;
            Tensor more = SmallModels.random(Shape.of(1, 1, 80, 8), new Random(1));
            attention.apply(more, more, more);
            long ofBoth = DeviceMemory.ofJvm().used() - before;
            assertThat(ofBoth).isGreaterThan(ofOne);
            try (Limit limit = new Limit(ofOne)) {
                Tensor most = SmallModels.random(Shape.of(1, 1, 160, 8), new Random(1));
                attention.apply(most, most, most);
                assertThat(attention.apply(rows, rows, rows).toFloatArray()).isEqualTo(expected);
                assertThat(DeviceMemory.ofJvm().used()).isLessThanOrEqualTo(before + ofBoth + limit.more());
            }
        }
    }
}
