package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.TinyBert;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillCommandTest {
    @Test
    void aModelWithoutHead_isOneLine(@TempDir Path folder) {
        TinyBert.writeTo(folder);

        Run run = Run.heed(List.of(new OracleProvider()), "fill", "w1 [MASK]", "--model", folder.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("heed: ")
                .contains("with a masked-language head: cls.predictions.transform.dense.weight [16, 16] is missing")
                .containsOnlyOnce("\n");
    }

    @Test
    void withoutAModel_itIsAMistakeOfUsage() {
        Run run = Run.heed(List.of(new OracleProvider()), "fill", "w1 [MASK]");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--model").containsOnlyOnce("\n");
    }
}
