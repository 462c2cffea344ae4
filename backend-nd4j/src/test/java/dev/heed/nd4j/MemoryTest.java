package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The process does not grow with the number of calls. In a JVM of its own, whose heap is small and of fixed size. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the resident size is read from /proc")
class MemoryTest {
    /** What 4,800 calls may add, or 90 sessions: less than 4 KB a call, where one call's buffers are hundreds. */
    private static final long MOST_MEGABYTES = 16;

    /** Makes calls of many shapes and prints the resident size after 200 and after 5,000. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws IOException {
            try (Backend backend = new Nd4jBackendProvider()
                            .open(BackendOptions.defaults().withThreads(2));
                    Encoder encoder = backend.encoder(SmallEncoder.SPEC, SmallEncoder.weights(SmallEncoder.SPEC, 1))) {
                Attention attention =
                        backend.attention(AttentionSpec.builder(4, 16).build());
                for (int call = 1; call <= 5_000; call++) {
                    int length = 1 + call * 37 % 150;
                    Random random = new Random(call);
                    encoder.encode(EncoderInputs.of(SmallEncoder.random(Shape.of(1 + call % 3, length, 32), random))
                            .withHiddenStates());
                    Tensor rows = SmallEncoder.random(Shape.of(1, 4, length, 16), random);
                    attention.apply(AttentionInputs.of(rows, rows, rows).withMask(Mask.causal()));
                    if (call % 20 == 0) {
                        backend.encoder(SmallEncoder.SPEC, SmallEncoder.weights(SmallEncoder.SPEC, 1))
                                .close();
                    }
                    if (call == 200 || call == 5_000) {
                        System.out.println(residentKilobytes());
                    }
                }
            }
        }

        private static long residentKilobytes() throws IOException {
            return kilobytes("VmRSS:");
        }

        static long kilobytes(String size) throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(size))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Feeds 10,000 tokens in 100 sessions of a decoder and prints the resident size after 10 sessions and after all. */
    static final class SessionsMain {
        private static final DecoderSpec SPEC = DecoderSpec.builder(TransformerSpec.builder(2, 128, 2, 256)
                        .embeddings(new Embeddings(2_000, 0, false, 1))
                        .build())
                .build();

        private SessionsMain() {}

        public static void main(String[] args) throws IOException {
            Random random = new Random(5);
            Map<String, Tensor> weights = new HashMap<>();
            SPEC.weightShapes().forEach((name, shape) -> weights.put(name, SmallEncoder.random(shape, random)));
            try (Backend backend = new Nd4jBackendProvider()
                            .open(BackendOptions.defaults().withThreads(2));
                    Decoder decoder = backend.decoder(SPEC, weights)) {
                for (int session = 1; session <= 100; session++) {
                    try (DecoderSession open = decoder.open(SessionOptions.of(1 + session % 3, 200))) {
                        int rows = open.rows();
                        for (int fed = 0; fed < 100 / rows; fed++) {
                            open.feed(DecoderInputs.of(Tensor.of(Shape.of(rows, 1), new int[rows])));
                        }
                    }
                    if (session == 10 || session == 100) {
                        System.out.println(Main.residentKilobytes());
                    }
                }
            }
        }
    }

    /** One causal attention over 16,384 keys after a short one, and by how much it raised the peak of the resident size. */
    static final class LongMain {
        private LongMain() {}

        public static void main(String[] args) throws IOException {
            try (Backend backend =
                    new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(2))) {
                Attention attention = backend.attention(
                        AttentionSpec.builder(2, 64).mask(Mask.causal()).build());
                Tensor few = Tensor.zeros(DType.FLOAT32, Shape.of(1, 2, 1_024, 64));
                attention.apply(few, few, few);
                Tensor many = Tensor.zeros(DType.FLOAT32, Shape.of(1, 2, 16_384, 64));
                long before = Main.kilobytes("VmHWM:");
                attention.apply(many, many, many);
                System.out.println(Main.kilobytes("VmHWM:") - before);
            }
        }
    }

    /**
     * Full causal attention over 16,384 keys in less than 64 MiB beyond inputs and output: the scores alone would be 2
     * GiB. The heap is all there from the start, and has 48 MiB, of which the input takes 8 and the output 8.
     */
    @Test
    void att08_longCausalAttention_staysBelow64Mebibytes() {
        OtherJvm.Result result =
                new OtherJvm().with("-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch").run(LongMain.class);
        assertThat(result.output()).matches("\\d+\\R");
        long raised = Long.parseLong(result.output().strip()) >> 10;
        System.out.println("nd4j: causal attention over 16,384 keys raised the resident peak by " + raised + " MB");
        assertThat(raised + 48 - 8 - 8).isLessThan(64);
    }

    /** The garbage collector takes the tensors that an encoder was made from, while the encoder lives on. */
    @Test
    void weights_areNotKeptOnTheHeap() {
        List<WeakReference<Tensor>> tensors = new ArrayList<>();
        try (Backend backend = new Nd4jBackendProvider().open(BackendOptions.defaults());
                Encoder encoder = encoder(backend, tensors)) {
            for (int i = 0; i < 100 && tensors.stream().anyMatch(each -> each.get() != null); i++) {
                System.gc();
            }
            assertThat(tensors).isNotEmpty().allMatch(each -> each.get() == null);
            assertThat(encoder.spec()).isEqualTo(SmallEncoder.SPEC);
        }
    }

    private static Encoder encoder(Backend backend, List<WeakReference<Tensor>> tensors) {
        Map<String, Tensor> weights = SmallEncoder.weights(SmallEncoder.SPEC, 1);
        weights.values().forEach(tensor -> tensors.add(new WeakReference<>(tensor)));
        return backend.encoder(SmallEncoder.SPEC, weights);
    }

    @Test
    void repeatedCalls_doNotGrowTheProcess() {
        OtherJvm.Result result = new OtherJvm()
                .with("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1")
                .run(Main.class);
        assertThat(result.output()).matches("\\d+\\R\\d+\\R");
        List<Long> megabytes =
                result.output().lines().map(line -> Long.parseLong(line) >> 10).toList();
        long after200 = megabytes.get(0);
        long after5000 = megabytes.get(1);
        System.out.println("nd4j: resident " + after200 + " MB after 200 calls, " + after5000 + " MB after 5,000");
        assertThat(after5000 - after200).isLessThan(MOST_MEGABYTES);
    }

    @Test
    void dec8_repeatedSessions_doNotGrowTheProcess() {
        OtherJvm.Result result = new OtherJvm()
                .with("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1")
                .run(SessionsMain.class);
        assertThat(result.output()).matches("\\d+\\R\\d+\\R");
        List<Long> megabytes =
                result.output().lines().map(line -> Long.parseLong(line) >> 10).toList();
        System.out.println(
                "nd4j: resident " + megabytes.get(0) + " MB after 10 sessions, " + megabytes.get(1) + " MB after 100");
        assertThat(megabytes.get(1) - megabytes.get(0)).isLessThan(MOST_MEGABYTES);
    }
}
