package dev.heed.models.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.conformance.OracleBackend;
import dev.heed.models.UsableBackends;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every engine that has decoders gives the logits of the oracle, for each architecture. */
final class ArchitecturesOnBackendsTest {
    private static final int[] IDS = {1, 7, 3, 18, 0, 7, 11, 4};
    private static final int[] SOURCE = {5, 9, 3, 16, 4, 4, 11};
    private static final int[] TARGET = {2, 0, 8, 13, 6};

    @TempDir
    private Path folder = Path.of("");

    @TestFactory
    Stream<DynamicTest> decoders_areTheOracles_onEveryBackend() {
        Map<String, ModelFiles> all = new LinkedHashMap<>();
        all.put("llama", TinyDecoders.llama());
        all.put("llama-biases", TinyDecoders.llamaWithBiases());
        all.put("mistral", TinyDecoders.mistral());
        all.put("qwen2", TinyDecoders.qwen2());
        all.put("qwen3", TinyDecoders.qwen3());
        all.put("phi3", TinyDecoders.phi3(""));
        all.put("gemma2", TinyDecoders.gemma2());
        all.put("gpt2", TinyDecoders.gpt2(""));
        return onEveryBackend(all, ArchitecturesOnBackendsTest::requireSameDecoder);
    }

    @TestFactory
    Stream<DynamicTest> encoderDecoders_areTheOracles_onEveryBackend() {
        Map<String, ModelFiles> all = new LinkedHashMap<>();
        all.put("bart", TinySeq2Seqs.bart(true));
        all.put("bart-own-head", TinySeq2Seqs.bart(false));
        all.put("marian", TinySeq2Seqs.marian());
        all.put("t5", TinySeq2Seqs.t5(false));
        all.put("t5-gated", TinySeq2Seqs.t5(true));
        return onEveryBackend(all, ArchitecturesOnBackendsTest::requireSameEncoderDecoder);
    }

    private interface Check {
        void run(Backend backend, Backend oracle, Path folder);
    }

    private Stream<DynamicTest> onEveryBackend(Map<String, ModelFiles> models, Check check) {
        return UsableBackends.ids().flatMap(id -> models.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(id + ": " + each.getKey(), () -> {
                    Path written = each.getValue().writeTo(folder.resolve(each.getKey()));
                    try (Backend backend = Backends.discover().open(id);
                            Backend oracle = new OracleBackend()) {
                        check.run(backend, oracle, written);
                    }
                })));
    }

    private static void requireSameDecoder(Backend backend, Backend oracle, Path folder) {
        DecoderModel model = DecoderModel.load(folder);
        UsableBackends.assumeSupport(backend, backend.supports(model.spec()));
        requireSame(
                "logit",
                DecoderArchitectureTest.logits(backend, model, IDS),
                DecoderArchitectureTest.logits(oracle, model, IDS));
    }

    private static void requireSameEncoderDecoder(Backend backend, Backend oracle, Path folder) {
        EncoderDecoderModel model = EncoderDecoderModel.load(folder);
        UsableBackends.assumeSupport(backend, backend.supports(model.encoder()));
        UsableBackends.assumeSupport(backend, backend.supports(model.decoder()));
        var actual = EncoderDecoderArchitectureTest.outputs(backend, model, SOURCE, TARGET);
        var expected = EncoderDecoderArchitectureTest.outputs(oracle, model, SOURCE, TARGET);
        requireSame("state", actual.states(), expected.states());
        requireSame("logit", actual.logits(), expected.logits());
    }

    private static void requireSame(String what, double[][] actual, double[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                assertThat(actual[t][i])
                        .as("%s %d after token %d", what, i, t)
                        .isCloseTo(expected[t][i], within(1e-4 * Math.max(1, Math.abs(expected[t][i]))));
            }
        }
    }
}
