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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.DeviceFaults;
import uk.ac.manchester.tornado.api.DeviceFaults.Fault;

/** Faults that only a device or a compiler makes; the twin makes them on request. */
class DeviceFaultsTest {
    @Test
    void memoryThatSomebodyElseTook_isAnError_andWhatWasTakenComesBack() {
        long before = DeviceFaults.allocated();
        long counted = DeviceMemory.ofJvm().used();
        try (Backend backend = TestedBackend.open();
                Encoder encoder = SmallModels.encoder(backend);
                Encoder late = SmallModels.encoder(backend);
                Decoder decoder = SmallModels.decoder(backend);
                DecoderSession session = SmallModels.session(decoder, 1)) {
            float[] states = SmallModels.encode(encoder);
            try (Fault full = DeviceFaults.memory(DeviceFaults.allocated() + 20_000)) {
                assertThat(full).isNotNull();
                for (int again = 0; again < 2; again++) {
                    assertThatThrownBy(() -> SmallModels.encode(late))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageMatching("Not enough memory on the device: needed \\d+ bytes, and TornadoVM had"
                                    + " only 20000 available, with \\d+ in use or about to be by this backend\\."
                                    + " Close .*");
                    assertThatThrownBy(() -> SmallModels.feed(session, 1, 4))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("Not enough memory on the device: needed ");
                }
                assertThat(SmallModels.encode(encoder)).isEqualTo(states);
            }
            assertThat(SmallModels.encode(late)).isEqualTo(states);
            assertThat(SmallModels.feed(session, 1, 4)).hasSize(20);
        }
        assertThat(DeviceFaults.allocated()).isEqualTo(before);
        assertThat(DeviceMemory.ofJvm().used()).isEqualTo(counted);
    }

    @Test
    void cacheForWhichMemoryIsRefused_leavesOtherSessionsUsable_andGrowsLater() {
        long before = DeviceFaults.allocated();
        try (GrowingCache cache = GrowingCache.open()) {
            try (Fault full = DeviceFaults.memory(DeviceFaults.allocated())) {
                assertThat(full).isNotNull();
                for (int token = 5; token < 15; token++) {
                    long taken = DeviceFaults.allocated();
                    assertThatThrownBy(cache::grow)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("Not enough memory on the device: needed ");
                    assertThat(cache.many().length(0)).isZero();
                    cache.requireUndisturbed(token);
                    assertThat(DeviceFaults.allocated()).isEqualTo(taken);
                }
            }
            assertThat(cache.grow()).hasSize(20);
            cache.requireUndisturbed(15);
        }
        assertThat(DeviceFaults.allocated()).isEqualTo(before);
    }

    @Test
    void memoryThatSomebodyElseTakesRightBeforeAGraphDoes_isAnError_andTheOthersGoOn() {
        try (GrowingCache cache = GrowingCache.open()) {
            try (Fault full = DeviceFaults.memoryOfGraphs(DeviceFaults.allocated())) {
                assertThat(full).isNotNull();
                assertThatThrownBy(cache::grow)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching("Not enough memory on the device: needed \\d+ bytes, and TornadoVM had less"
                                + " available, with \\d+ bytes in use or about to be\\. Close .*");
            }
            cache.requireUndisturbed(5);
            assertThat(cache.grow()).hasSize(20);
            cache.requireUndisturbed(6);
        }
    }

    @Test
    void memoryThatTheDriverRefuses_isAnError_andTheOthersGoOn() {
        long before = DeviceFaults.allocated();
        try (GrowingCache cache = GrowingCache.open()) {
            try (Fault full = DeviceFaults.driver(DeviceFaults.allocated() + 500)) {
                assertThat(full).isNotNull();
                assertThatThrownBy(cache::grow)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching("Not enough memory on the device: needed \\d+ bytes, and TornadoVM had only"
                                + " \\d+ available, .*");
                cache.requireUndisturbed(5);
            }
            assertThat(cache.grow()).hasSize(20);
            cache.requireUndisturbed(6);
        }
        assertThat(DeviceFaults.allocated()).isEqualTo(before);
    }

    /** A kernel of the input, of a layer, and of the logits. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "attend", "pick"})
    void dec07_taskThatFailsAfterItHasRun_isAnError_andTheSessionGoesOn(String kernel) {
        long before = DeviceFaults.allocated();
        try (GrowingCache cache = GrowingCache.open()) {
            try (Fault failing = DeviceFaults.running(kernel)) {
                assertThat(failing).isNotNull();
                for (int again = 0; again < 2; again++) {
                    assertThatThrownBy(() -> SmallModels.feed(cache.few(), 1, 5))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("TornadoVM did not run ");
                    // The next call is the first of another plan.
                    assertThat(SmallModels.feed(cache.few(), 1, 5)).hasSize(20);
                    cache.few().truncate(0, 1);
                }
            }
            for (int token = 5; token < 8; token++) {
                cache.requireUndisturbed(token);
            }
        }
        assertThat(DeviceFaults.allocated()).isEqualTo(before);
    }

    @Test
    void deviceThatDoesNotAnswerAfterAFailure_isAnError_andWhenItDoesTheSessionGoesOn() {
        long before = DeviceFaults.allocated();
        try (GrowingCache cache = GrowingCache.open()) {
            try (Fault failing = DeviceFaults.running("attend");
                    Fault silent = DeviceFaults.silence()) {
                assertThat(failing).isNotEqualTo(silent);
                for (int again = 0; again < 3; again++) {
                    assertThatThrownBy(() -> SmallModels.feed(cache.few(), 1, 5))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("TornadoVM did not run ")
                            .hasMessageContaining("attend failed (on request)");
                }
            }
            cache.requireUndisturbed(5);
        }
        assertThat(DeviceFaults.allocated()).isEqualTo(before);
    }

    @Test
    void kernelThatDoesNotCompile_inALargerPlan_leavesOtherSessionsUsable() {
        try (GrowingCache cache = GrowingCache.open()) {
            for (String kernel : new String[] {"copy", "attend", "pick"}) {
                try (Fault broken = DeviceFaults.compiling(kernel)) {
                    assertThat(broken).isNotNull();
                    assertThatThrownBy(cache::grow)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("TornadoVM did not compile the kernel ");
                }
                cache.requireUndisturbed(5);
            }
        }
    }

    @Test
    void kernelThatIsNotRead_isNamed_andTheNextCallGoesOn() {
        try (Backend backend = TestedBackend.open()) {
            Attention attention = backend.attention(AttentionSpec.builder(1, 8).build());
            Tensor rows = SmallModels.random(Shape.of(1, 1, 3, 8), new Random(1));
            for (String[] kernel : new String[][] {{"attend", "panelAttention"}, {"put", "pageWrite"}}) {
                try (Fault unreadable = DeviceFaults.reading(kernel[0])) {
                    assertThat(unreadable).isNotNull();
                    assertThatThrownBy(() -> attention.apply(rows, rows, rows))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageMatching("TornadoVM did not compile the kernel '" + kernel[1]
                                    + "\\d+' of the graph 'attention': .*Unable to build sketch for method: "
                                    + kernel[0]
                                    + " .*");
                }
            }
            assertThat(attention.apply(rows, rows, rows).toFloatArray()).hasSize(24);
        }
    }

    @Test
    void kernelThatDoesNotCompile_isNamed_andGivesNoResult() {
        long before = DeviceFaults.allocated();
        try (Backend backend = TestedBackend.open();
                Encoder encoder = SmallModels.encoder(backend);
                Decoder decoder = SmallModels.decoder(backend);
                DecoderSession session = SmallModels.session(decoder, 1)) {
            Attention attention = backend.attention(AttentionSpec.builder(1, 8).build());
            Tensor rows = SmallModels.random(Shape.of(1, 1, 3, 8), new Random(1));
            try (Fault broken = DeviceFaults.compiling("attend")) {
                assertThat(broken).isNotNull();
                requireNamed(() -> attention.apply(rows, rows, rows), "attention");
                requireNamed(() -> SmallModels.encode(encoder), "layer");
                requireNamed(() -> SmallModels.feed(session, 1, 4), "layer");
            }
            assertThat(attention.apply(rows, rows, rows).toFloatArray()).hasSize(24);
            assertThat(SmallModels.encode(encoder)).hasSize(160);
            assertThat(SmallModels.feed(session, 1, 4)).hasSize(20);
        }
        assertThat(DeviceFaults.allocated()).isEqualTo(before);
    }

    private static void requireNamed(Runnable call, String graph) {
        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "TornadoVM did not compile the kernel 'panelAttention\\d+' of the graph '" + graph
                                    + "': .*TornadoBailoutRuntimeException: (?s).*Unable to compile task .* - attend\n.*driver");
        }
    }

    @Test
    void openedAndClosedManyTimes_theDeviceHasNothingLeft() {
        long before = DeviceFaults.allocated();
        for (int round = 0; round < 20; round++) {
            SmallModels.openUseAndClose(
                    backend -> assertThat(DeviceFaults.allocated()).isGreaterThan(before));
            assertThat(DeviceFaults.allocated()).as("round " + round).isEqualTo(before);
            assertThat(DeviceMemory.ofJvm().used()).isEqualTo(before);
        }
    }
}
