package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private final Samples samples = new Samples(2);

    @Test
    void att15_att16_manyThreads_getBitwiseTheSameResults() throws Exception {
        TransformerSpec spec = Samples.bert(2, 64);
        EncoderInputs large = samples.sequences(samples.lengths(24, 48));
        EncoderInputs small = samples.sequences(7);
        Tensor tensor = samples.normal(2, 4, 33, 16);
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try (Backend backend =
                        new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
                Encoder encoder = backend.encoder(spec, samples.weights(spec))) {
            Attention attention = backend.attention(AttentionSpec.builder(4, 16).build());
            List<Future<List<Tensor>>> calls = new ArrayList<>();
            for (int n = 0; n < 60; n++) {
                calls.add(callers.submit(() -> List.of(
                        encoder.encode(large).states(),
                        encoder.encode(small).states(),
                        attention.apply(tensor, tensor, tensor))));
            }
            List<Tensor> first = calls.get(0).get();
            for (Future<List<Tensor>> call : calls) {
                for (int i = 0; i < first.size(); i++) {
                    assertThat(call.get().get(i).bytes()).isEqualTo(first.get(i).bytes());
                }
            }
        }
        callers.shutdown();
    }

    @Test
    void backendsWithDifferentThreads_doNotDisturbEachOther() {
        TransformerSpec spec = Samples.bert(2, 64);
        var weights = samples.weights(spec);
        EncoderInputs inputs = samples.sequences(samples.lengths(12, 40));
        try (Backend one =
                        new DjlBackendProvider().open(BackendOptions.defaults().withThreads(1));
                Backend three =
                        new DjlBackendProvider().open(BackendOptions.defaults().withThreads(3));
                Encoder alone = one.encoder(spec, weights);
                Encoder together = three.encoder(spec, weights)) {
            Tensor firstAlone = alone.encode(inputs).states();
            Tensor firstTogether = together.encode(inputs).states();
            assertThat(alone.encode(inputs).states().bytes()).isEqualTo(firstAlone.bytes());
            assertThat(together.encode(inputs).states().bytes()).isEqualTo(firstTogether.bytes());
            assertThat(firstTogether.toFloatArray())
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(firstAlone.toFloatArray());
        }
    }
}
