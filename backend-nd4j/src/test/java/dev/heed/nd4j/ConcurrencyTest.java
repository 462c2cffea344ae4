package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    /** More callers than OpenBLAS has buffers for. */
    private static final int CALLERS = 150;

    private static void sameFromAllThreads(Callable<float[]> call) throws Exception {
        float[] expected = call.call();
        ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 4 * CALLERS; i++) {
                results.add(executor.submit(call));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void att15_att16_manyCallers_getTheSameBits() throws Exception {
        Random random = new Random(1);
        AttentionSpec spec =
                AttentionSpec.builder(4, 16).score(new Score.Bilinear()).build();
        Tensor query = SmallEncoder.random(Shape.of(1, 4, 300, 16), random);
        Tensor key = SmallEncoder.random(Shape.of(1, 4, 700, 16), random);
        Map<String, Tensor> weights = Map.of("score.weight", SmallEncoder.random(Shape.of(4, 16, 16), random));
        try (Backend backend =
                new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(3))) {
            Attention attention = backend.attention(spec, weights);
            sameFromAllThreads(() -> attention.apply(query, key, key).toFloatArray());
        }
    }

    @Test
    void att15_encoder_manyCallers_getTheSameBits() throws Exception {
        EncoderInputs few = EncoderInputs.of(SmallEncoder.random(Shape.of(1, 17, 32), new Random(2)));
        EncoderInputs many = EncoderInputs.of(SmallEncoder.random(Shape.of(40, 30, 32), new Random(3)));
        try (Backend backend =
                        new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(3));
                Encoder encoder = backend.encoder(SmallEncoder.SPEC, SmallEncoder.weights(SmallEncoder.SPEC, 1))) {
            sameFromAllThreads(() -> encoder.encode(few).states().toFloatArray());
            sameFromAllThreads(() -> encoder.encode(many).states().toFloatArray());
        }
    }
}
