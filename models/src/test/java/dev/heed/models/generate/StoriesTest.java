package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.SessionOptions;
import dev.heed.models.UsableBackends;
import dev.heed.models.huggingface.DecoderModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A Llama with real weights, whose greedy ids and first logits others computed: on every engine that has decoders. */
final class StoriesTest {
    private static final String PLACE = "heed.stories260k";
    private static final int BEGIN = 1;

    @BeforeAll
    static void requireWeights() {
        assumeTrue(
                System.getProperty(PLACE) != null,
                "-D" + PLACE + "=FOLDER says where config.json, model.safetensors, greedy_ids.json and"
                        + " first_logits.json of stories260K are");
    }

    @TestFactory
    Stream<DynamicTest> greedyIdsAndFirstLogits_areThoseOfOthers_onEveryBackend() {
        return UsableBackends.ids().map(id -> DynamicTest.dynamicTest(id, () -> requireRight(id)));
    }

    @Test
    void greedyIdsAndFirstLogits_areThoseOfOthers_onTheOracle() throws IOException {
        try (Backend oracle = new OracleBackend()) {
            requireFirstLogits(oracle);
            requireGreedyIds(oracle, 12);
        }
    }

    private static void requireRight(String id) throws IOException {
        try (Backend backend = Backends.discover().open(id)) {
            UsableBackends.assumeSupport(
                    backend, backend.supports(DecoderModel.load(folder()).spec()));
            requireFirstLogits(backend);
            requireGreedyIds(backend, 256);
        }
    }

    private static void requireGreedyIds(Backend backend, int count) throws IOException {
        int[] expected =
                new ObjectMapper().readValue(folder().resolve("greedy_ids.json").toFile(), int[].class);
        try (TextGenerator generator = TextGenerator.open(folder(), backend)) {
            assertThat(generator.tokens().generate(new int[] {BEGIN}, GenerationOptions.greedy(count)))
                    .containsExactly(Arrays.copyOf(expected, count));
        }
    }

    private static void requireFirstLogits(Backend backend) throws IOException {
        double[][] expected = new ObjectMapper()
                .readValue(folder().resolve("first_logits.json").toFile(), double[][].class);
        int[] ids =
                new ObjectMapper().readValue(folder().resolve("greedy_ids.json").toFile(), int[].class);
        DecoderModel model = DecoderModel.load(folder());
        try (Decoder decoder = backend.decoder(model.spec(), model.weights());
                DecoderSession session = decoder.open(SessionOptions.of(1, expected.length))) {
            for (int t = 0; t < expected.length; t++) {
                int fed = t == 0 ? BEGIN : ids[t - 1];
                float[] logits = session.feed(DecoderInputs.of(DecodedTokens.row(fed)))
                        .logits()
                        .toFloatArray();
                for (int id = 0; id < logits.length; id++) {
                    assertThat((double) logits[id])
                            .as("logit of id %d after token %d", id, t)
                            .isCloseTo(expected[t][id], within(1e-4));
                }
            }
        }
    }

    private static Path folder() {
        return Path.of(Objects.requireNonNull(System.getProperty(PLACE)));
    }
}
