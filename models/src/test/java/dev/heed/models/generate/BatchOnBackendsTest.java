package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.models.UsableBackends;
import dev.heed.models.huggingface.DecoderModel;
import dev.heed.models.huggingface.TinyDecoders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On every engine that has decoders, the prompts of a running batch have the tokens that they have alone. */
final class BatchOnBackendsTest {
    private static final int PROMPTS = 12;

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> backends() {
        return UsableBackends.ids();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void dec09_eachPromptHasTheTokensThatItHasAlone(String id) {
        Path llama = TinyDecoders.llama().writeTo(folder.resolve("llama"));
        Path gemma = TinyDecoders.gemma2().writeTo(folder.resolve("gemma2"));
        try (Backend backend = Backends.discover().open(id)) {
            for (Path model : List.of(llama, gemma)) {
                UsableBackends.assumeSupport(
                        backend, backend.supports(DecoderModel.load(model).spec()));
                try (TextGenerator generator = TextGenerator.open(model, backend)) {
                    requireSame(generator.tokens());
                }
            }
        }
    }

    private static void requireSame(TokenGenerator generator) {
        DeferredExecutor executor = new DeferredExecutor();
        List<CompletableFuture<Generated<List<Integer>>>> together = new ArrayList<>();
        TokenBatch batch = generator.batch(5, executor);
        for (int i = 0; i < PROMPTS; i++) {
            together.add(batch.submit(prompt(i), options(i)));
        }
        executor.work();
        for (int i = 0; i < PROMPTS; i++) {
            assertThat(together.get(i).join().content())
                    .as("prompt %d", i)
                    .isEqualTo(Arrays.stream(generator.generate(prompt(i), options(i)))
                            .boxed()
                            .toList());
        }
    }

    private static int[] prompt(int number) {
        return new Random(number).ints(1 + 4 * number % 17, 3, 19).toArray();
    }

    /** Greedy, drawn, and greedy past the end of the context. */
    private static GenerationOptions options(int number) {
        return switch (number % 3) {
            case 0 -> GenerationOptions.greedy(10 + number);
            case 1 ->
                GenerationOptions.builder()
                        .temperature(1.5)
                        .topP(0.95)
                        .seed(number)
                        .maxTokens(30)
                        .build();
            default ->
                GenerationOptions.builder()
                        .overflow(new ContextOverflow.Slide(20))
                        .maxTokens(70)
                        .build();
        };
    }
}
