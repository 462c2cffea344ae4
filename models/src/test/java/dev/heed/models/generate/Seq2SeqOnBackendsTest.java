package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.OracleBackend;
import dev.heed.models.UsableBackends;
import dev.heed.models.huggingface.EncoderDecoderModel;
import dev.heed.models.huggingface.ModelFiles;
import dev.heed.models.huggingface.TinySeq2Seqs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoder-decoders from folders on every engine that has decoders. */
final class Seq2SeqOnBackendsTest {
    private static final int[] SOURCE = {5, 9, 3, 16, 4, 4, 11, 7};
    /** Without the ids that end texts, which come soon in a random model. */
    private static final LogitsProcessor ON = LogitsProcessor.banning(List.of(0, 1, 2));

    private static final int SOURCES = 12;

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> backends() {
        return UsableBackends.ids();
    }

    static Stream<Arguments> backendsAndModels() {
        Map<String, ModelFiles> models = Map.of(
                "bart", TinySeq2Seqs.bart(false),
                "marian", TinySeq2Seqs.marian(),
                "t5", TinySeq2Seqs.t5(false),
                "t5-gated", TinySeq2Seqs.t5(true));
        return backends().flatMap(id -> models.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> Arguments.of(id, each.getKey(), each.getValue())));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void translatesWordForWord(String id) throws IOException {
        WordForWord.writeTo(folder);
        try (Backend backend = Backends.discover().open(id)) {
            requireSupport(backend);
            try (Seq2Seq spanish = Seq2Seq.open(folder, backend)) {
                assertThat(spanish.translate("tres gatos negros")).isEqualTo("three cats black");
                assertThat(spanish.translate("dos gatos uno dos")).isEqualTo("two cats one two");
                assertThat(spanish.translate("uno", BeamOptions.of(4, 5).withBest(4)))
                        .hasSize(4)
                        .first()
                        .isEqualTo("one");
            }
        }
    }

    private void requireSupport(Backend backend) {
        EncoderDecoderModel model = EncoderDecoderModel.load(folder);
        UsableBackends.assumeSupport(backend, backend.supports(model.encoder()));
        UsableBackends.assumeSupport(backend, backend.supports(model.decoder()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("backendsAndModels")
    void findsTheTextsOfTheOracle(String id, String name, ModelFiles files) {
        files.writeTo(folder);
        BeamOptions options = BeamOptions.of(4, 9).withBest(4).withProcessors(List.of(ON));
        try (Backend backend = Backends.discover().open(id);
                Backend oracle = new OracleBackend()) {
            requireSupport(backend);
            try (Seq2Seq tested = Seq2Seq.open(folder, backend);
                    Seq2Seq right = Seq2Seq.open(folder, oracle)) {
                List<Hypothesis> found = tested.search(SOURCE, options);
                List<Hypothesis> expected = right.search(SOURCE, options);

                assertThat(found)
                        .allMatch(each -> each.tokens().size() == 9)
                        .extracting(Hypothesis::tokens)
                        .containsExactlyElementsOf(
                                expected.stream().map(Hypothesis::tokens).toList());
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i).score()).isCloseTo(expected.get(i).score(), within(1e-4));
                }
                assertThat(greedy(tested)).isEqualTo(greedy(right));
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("backendsAndModels")
    void dec09_eachSourceOfABatchHasTheTokensThatItHasAlone(String id, String name, ModelFiles files) {
        files.writeTo(folder);
        try (Backend backend = Backends.discover().open(id)) {
            requireSupport(backend);
            try (Seq2Seq model = Seq2Seq.open(folder, backend)) {
                DeferredExecutor executor = new DeferredExecutor();
                TokenBatch batch = model.batch(5, executor).tokens();
                List<CompletableFuture<Generated<List<Integer>>>> together = new ArrayList<>();
                for (int i = 0; i < SOURCES; i++) {
                    together.add(batch.submit(source(i), options(i)));
                }

                executor.work();

                for (int i = 0; i < SOURCES; i++) {
                    try (Streaming<Integer> alone = model.stream(source(i), options(i))) {
                        assertThat(together.get(i).join().content())
                                .as("source %d", i)
                                .hasSize(options(i).maxTokens().orElseThrow())
                                .isEqualTo(Arrays.stream(TokenGenerator.collect(alone))
                                        .boxed()
                                        .toList());
                    }
                }
            }
        }
    }

    /** Of different lengths. */
    private static int[] source(int number) {
        return new Random(number).ints(1 + 5 * number % 13, 3, 17).toArray();
    }

    /** Greedy, drawn, and greedy past the end of what is kept. */
    private static GenerationOptions options(int number) {
        GenerationOptionsBuilder options = GenerationOptions.builder().processor(ON);
        switch (number % 3) {
            case 0 -> options.maxTokens(5 + number);
            case 1 -> options.temperature(1.5).topP(0.95).seed(number).maxTokens(14);
            default -> options.overflow(new ContextOverflow.Slide(7)).maxTokens(40);
        }
        return options.build();
    }

    private static int[] greedy(Seq2Seq model) {
        try (Streaming<Integer> stream = model.stream(
                SOURCE, GenerationOptions.builder().maxTokens(12).processor(ON).build())) {
            return TokenGenerator.collect(stream);
        }
    }
}
