package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formulas of what kernels cost, against what the twin counts; and KERNELS.md, against the formulas. */
class KernelCostsTest {
    private static final KernelRuns MINI_LM = KernelRuns.encoder(32, 128, 6, 384, 12, 1536);
    private static final KernelRuns LLAMA = KernelRuns.token(128, 22, 2048, 32, 4, 5632, 32_000);

    private static Map<String, KernelCost> counted(String work, Object... sizes) throws ReflectiveOperationException {
        KernelCounts.clear();
        Class<?> loaded = new CountingLoader().loadClass(CountedWork.class.getName());
        Method method = Arrays.stream(loaded.getMethods())
                .filter(each -> each.getName().equals(work))
                .findFirst()
                .orElseThrow();
        method.invoke(null, sizes);
        return KernelCounts.all();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, 1, 48, 2, 130",
        "2, 2, 1, 80, 1, 64",
        "1, 5, 1, 32, 2, 64",
        "2, 20, 2, 48, 3, 80",
        "3, 33, 1, 80, 1, 72",
        "1, 16, 3, 64, 4, 130"
    })
    void anEncodersKernels_doWhatTheFormulasSay(int batch, int length, int layers, int width, int heads, int inner)
            throws ReflectiveOperationException {
        assertThat(counted("encoder", batch, length, layers, width, heads, inner))
                .isEqualTo(KernelRuns.encoder(batch, length, layers, width, heads, inner)
                        .costs());
    }

    @ParameterizedTest
    @CsvSource({
        "3, 1, 32, 2, 1, 64, 50",
        "40, 2, 48, 3, 3, 80, 130",
        "16, 1, 160, 2, 1, 72, 65",
        "7, 2, 64, 4, 2, 200, 70"
    })
    void aTokensKernels_doWhatTheFormulasSay(
            int held, int layers, int width, int heads, int keyValueHeads, int inner, int vocabulary)
            throws ReflectiveOperationException {
        assertThat(counted("token", held, layers, width, heads, keyValueHeads, inner, vocabulary))
                .isEqualTo(KernelRuns.token(held, layers, width, heads, keyValueHeads, inner, vocabulary)
                        .costs());
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1, 3, 5, 8", "2, 4, 2, 20, 33, 6"})
    void whatAnAttentionDoesBesides_isAsTheFormulasSay(
            int batch, int heads, int keyValueHeads, int queries, int keys, int width)
            throws ReflectiveOperationException {
        KernelCost weights = KernelCosts.weights(batch, heads, keyValueHeads, queries, keys, width);
        KernelCost pages = KernelCosts.pages((long) batch * keys * keyValueHeads, width, width);
        assertThat(counted("attention", batch, heads, keyValueHeads, queries, keys, width, true))
                .containsEntry("AttentionScores", weights)
                .containsEntry("PageWrite", pages)
                .containsEntry(
                        "Rotate",
                        KernelCosts.turns((long) batch * queries, heads, width / 2)
                                .plus(KernelCosts.turns((long) batch * keys, keyValueHeads, width / 2)))
                .containsEntry(
                        "UnitLength",
                        KernelCosts.unitLength((long) batch * (queries * heads + keys * keyValueHeads), width));
        assertThat(counted("attention", batch, heads, keyValueHeads, queries, keys, width, false))
                .containsEntry("AttentionScores", weights)
                .containsEntry("PageWrite", pages)
                .containsEntry("HeadProduct", KernelCosts.headProduct((long) batch * queries, heads, width, width));
    }

    @Test
    void thePageOfKernels_showsTheseNumbers() throws IOException {
        String page = Files.readString(Path.of("KERNELS.md"));
        assertThat(page).contains(KernelTable.of(MINI_LM)).contains(KernelTable.of(LLAMA));
    }
}
