package dev.heed.models.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.conformance.OracleBackend;
import dev.heed.spi.Probe;
import dev.heed.spi.Support;
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

    @TestFactory
    Stream<DynamicTest> logitsAreTheOracles_onEveryBackend(@TempDir Path folder) {
        return Backends.discover().candidates().stream()
                .filter(each -> each.probe() instanceof Probe.Available)
                .map(Candidate::id)
                .flatMap(id -> architectures().entrySet().stream()
                        .map(each -> DynamicTest.dynamicTest(
                                id + ": " + each.getKey(),
                                () -> requireSame(id, each.getValue().writeTo(folder.resolve(each.getKey()))))));
    }

    private static Map<String, ModelFiles> architectures() {
        Map<String, ModelFiles> all = new LinkedHashMap<>();
        all.put("llama", TinyDecoders.llama());
        all.put("llama-biases", TinyDecoders.llamaWithBiases());
        all.put("mistral", TinyDecoders.mistral());
        all.put("qwen2", TinyDecoders.qwen2());
        all.put("qwen3", TinyDecoders.qwen3());
        all.put("phi3", TinyDecoders.phi3(""));
        all.put("gemma2", TinyDecoders.gemma2());
        all.put("gpt2", TinyDecoders.gpt2(""));
        return all;
    }

    private static void requireSame(String id, Path folder) {
        DecoderModel model = DecoderModel.load(folder);
        try (Backend backend = Backends.discover().open(id);
                Backend oracle = new OracleBackend()) {
            Support support = backend.supports(model.spec());
            assumeTrue(support instanceof Support.Supported, () -> id + ": " + support);
            double[][] expected = DecoderArchitectureTest.logits(oracle, model, IDS);
            double[][] actual = DecoderArchitectureTest.logits(backend, model, IDS);
            for (int t = 0; t < IDS.length; t++) {
                for (int token = 0; token < expected[t].length; token++) {
                    assertThat(actual[t][token])
                            .as("logit of id %d after token %d", token, t)
                            .isCloseTo(expected[t][token], within(1e-4 * Math.max(1, Math.abs(expected[t][token]))));
                }
            }
        }
    }
}
