package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeMemoryTest {
    private final Samples samples = new Samples(5);

    @Test
    @EnabledOnOs(OS.LINUX)
    void repeatedCalls_doNotGrowTheProcess() throws IOException {
        TransformerSpec spec = Samples.bert(2, 64);
        Tensor tensor = samples.normal(2, 4, 32, 16);
        AttentionInputs plain = AttentionInputs.of(tensor, tensor, tensor);
        AttentionInputs masked = plain.withMask(Mask.keyLengths(20, 32)).withMask(Mask.causal());
        try (Backend backend =
                        new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
                Encoder encoder = backend.encoder(spec, samples.weights(spec))) {
            Attention fused = backend.attention(AttentionSpec.builder(4, 16).build());
            Attention composed = backend.attention(AttentionSpec.builder(4, 16)
                    .bias(Bias.alibi(4))
                    .softCap(20)
                    .returnWeights(true)
                    .build());
            Runnable calls = () -> {
                encoder.encode(samples.sequences(samples.lengths(4, 40)));
                encoder.encode(samples.sequences(samples.lengths(8, 60)).withAttentionWeights());
                fused.apply(plain);
                fused.apply(masked);
                composed.apply(masked);
            };
            repeat(calls, 200);
            long after200 = residentKilobytes();
            repeat(calls, 4_800);
            long after5000 = residentKilobytes();
            System.out.printf("resident after 200 rounds %,d kB, after 5,000 %,d kB%n", after200, after5000);
            assertThat(after5000 - after200).isLessThan(32_000);
        }
    }

    private static void repeat(Runnable calls, int times) {
        for (int i = 0; i < times; i++) {
            calls.run();
        }
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
