package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import uk.ac.manchester.tornado.api.Tally;

/** What an encoder's call compiles, and what it moves, as the twin counts it. */
class EncoderTransfersTest {
    private static final int WIDTH = 32;
    private static final EncoderInputs INPUTS =
            EncoderInputs.of(Tensor.zeros(DType.FLOAT32, Shape.of(2, 5, WIDTH))).withLengths(5, 3);
    private static final long LAYER_DATA = 3 * 4;

    private static TransformerSpec spec(int layers) {
        return TransformerSpec.builder(layers, WIDTH, 2, 64).build();
    }

    private static Map<String, Tensor> weights(TransformerSpec spec) {
        Random random = new Random(7);
        return spec.weightShapes().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> drawn(random, each.getValue())));
    }

    private static Tensor drawn(Random random, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 4;
        }
        return Tensor.of(shape, values);
    }

    private static long bytesOfALayer() {
        return spec(1).weightShapes().entrySet().stream()
                .filter(each -> each.getKey().startsWith("layer.0."))
                .mapToLong(each -> 4 * each.getValue().size())
                .sum();
    }

    /** Of the first call, and of the one after it. */
    private record Calls(Tally first, Tally second) {
        static Calls of(KernelChoice choice, int layers) {
            return of(choice, spec(layers), INPUTS);
        }

        static Calls of(KernelChoice choice, TransformerSpec spec, EncoderInputs inputs) {
            try (Backend backend = TestedBackend.open(choice);
                    Encoder encoder = backend.encoder(spec, weights(spec))) {
                return new Calls(counted(encoder, inputs), counted(encoder, inputs));
            }
        }

        private static Tally counted(Encoder encoder, EncoderInputs inputs) {
            try (Tally tally = Tally.start()) {
                encoder.encode(inputs);
                return tally;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreLayers_compileNoMoreKernels_andTheNextCallCompilesNone(KernelChoice choice) {
        Calls two = Calls.of(choice, 2);
        Calls seven = Calls.of(choice, 7);
        assertThat(seven.first.compiled()).isEqualTo(two.first.compiled()).hasSizeLessThan(12);
        assertThat(seven.second.compiled()).isEmpty();
        assertThat(seven.first.run())
                .hasSizeGreaterThan(3 * two.first.compiled().size());
    }

    @ParameterizedTest
    @CsvSource({"TILES, 8", "PANELS, 3"})
    void aLayerLikeBerts_isSoManyTasks(KernelChoice choice, int tasks) {
        assertThat(Calls.of(choice, 7).second.run().stream().filter(name -> name.startsWith("layer.")))
                .hasSize(7 * tasks);
    }

    @ParameterizedTest
    @EnumSource
    void weightsGoToTheDeviceOnce_andAfterThemALayersNumber(KernelChoice choice) {
        Calls two = Calls.of(choice, 2);
        Calls seven = Calls.of(choice, 7);
        assertThat(seven.first.sent() - two.first.sent()).isEqualTo(5 * (bytesOfALayer() + LAYER_DATA));
        assertThat(seven.second.sent() - two.second.sent()).isEqualTo(5 * LAYER_DATA);
    }

    @ParameterizedTest
    @EnumSource
    void betweenLayersNothingComesBack_andAtTheEndTheValidRows(KernelChoice choice) {
        Calls seven = Calls.of(choice, 7);
        assertThat(seven.first.brought()).isEqualTo((5 + 3) * WIDTH * 4);
        assertThat(seven.second.brought()).isEqualTo((5 + 3) * WIDTH * 4);
    }

    /** 66 ints; of each sequence 9, a page for each 16 tokens and 2 for them; of each token 3, and position, place, id. */
    @ParameterizedTest
    @CsvSource({"1, 1, 0", "1, 16, 0", "1, 29, 0", "1, 30, 2048", "8, 32, 2048", "40, 10, 4096", "8, 128, 8192"})
    void aCallOfIdsSendsItsInts_inTheRoomOf256_orElseOfAPowerOfTwoToo(int batch, int length, int room) {
        TransformerSpec spec = TransformerSpec.builder(2, WIDTH, 2, 64)
                .embeddings(new Embeddings(7, 0, false, 1))
                .build();
        EncoderInputs inputs = EncoderInputs.of(Tensor.zeros(DType.INT32, Shape.of(batch, length)));
        int ints = 66 + batch * (9 + 3 * ((length + 15) / 16)) + batch * length * 6;
        assertThat(ints).isBetween(room > 2048 ? room / 2 + 1 : room == 0 ? 1 : 257, Math.max(256, room));
        Calls calls = Calls.of(KernelChoice.PANELS, spec, inputs);
        assertThat(calls.second.sent()).isEqualTo(4L * (256 + room) + 2 * LAYER_DATA);
        assertThat(calls.second.brought()).isEqualTo(4L * batch * length * WIDTH);
    }

    @ParameterizedTest
    @EnumSource
    void aCallOfFeaturesSendsThem_withTheRoomOf32Rows_orElseOf256Too(KernelChoice choice) {
        long few = 4 * (256 + 32 * WIDTH);
        assertThat(Calls.of(choice, 3).second.sent()).isEqualTo(few + 3 * LAYER_DATA);
        EncoderInputs more = EncoderInputs.of(Tensor.zeros(DType.FLOAT32, Shape.of(3, 11, WIDTH)));
        assertThat(Calls.of(choice, spec(3), more).second.sent())
                .isEqualTo(few + 4 * (2048 + 256 * WIDTH) + 3 * LAYER_DATA);
    }

    /** Of calls to one encoder, so that the arrays of short and of long ones take turns. */
    @ParameterizedTest
    @EnumSource
    void shortAndLongCallsInTurns_areEachAsAlone(KernelChoice choice) {
        TransformerSpec spec = spec(2);
        Map<String, Tensor> weights = weights(spec);
        List<EncoderInputs> inputs = Stream.of(3, 40, 5, 60, 1)
                .map(length -> EncoderInputs.of(drawn(new Random(length), Shape.of(1, length, WIDTH))))
                .toList();
        try (Backend backend = TestedBackend.open(choice);
                Encoder both = backend.encoder(spec, weights)) {
            for (EncoderInputs each : inputs) {
                try (Encoder alone = backend.encoder(spec, weights)) {
                    assertThat(both.encode(each).states().toFloatArray())
                            .isEqualTo(alone.encode(each).states().toFloatArray());
                }
            }
        }
    }
}
