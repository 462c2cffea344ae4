package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimilarCommandTest {
    private static final List<FakeProvider> BACKENDS =
            List.of(FakeProvider.available("high", 2), FakeProvider.available("low", 1));

    @Test
    void printsTheCosines_andWhatReallyRan(@TempDir Path folder) throws IOException {
        Run run = similar(folder, "--threads", "3", "one two", "ONE TWO", "three\n\u001b[31m three");

        assertThat(run.out())
                .startsWith("""
                                  1        2        3
                         1   1.0000   1.0000  \
                        """)
                .contains(
                        "   one two\n 2",
                        "   three [31m three\n\n",
                        "model      tiny\nbackend    high\ndevice     cpu (test, 3 threads)\nprecision  FLOAT32\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void runsOnTheBackendAskedFor(@TempDir Path folder) throws IOException {
        assertThat(similar(folder, "--backend", "low", "one", "two").out()).contains("backend    low\n");
    }

    @Test
    void spi05_fallsBackOnlyToWhatIsNamed(@TempDir Path folder) throws IOException {
        String model = TinyModel.in(folder).toString();
        List<FakeProvider> backends =
                List.of(FakeProvider.unavailable("broken", 3), FakeProvider.available("whole", 1));

        Run asked = Run.heed(backends, "similar", "--model", model, "--backend", "broken", "one", "two");
        Run fallback = Run.heed(backends, "similar", "--model", model, "--backend", "broken,whole", "one", "two");

        assertThat(asked.err()).startsWith("heed: Backend 'broken' is not usable. broken (");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(fallback.out()).contains("backend    whole\n");
    }

    @Test
    void saysThatALongTextWasCutOff(@TempDir Path folder) throws IOException {
        assertThat(similar(folder, "one", "one ".repeat(100_000)).out())
                .contains(" one one one o...\n", "cut off    1 of 2 texts: the model reads 16 tokens of each\n");
    }

    @Test
    void spi04_anUnknownBackend_isOneLine_thatListsTheOthers(@TempDir Path folder) throws IOException {
        Run run = similar(folder, "--backend", "cuda", "one", "two");

        assertThat(run.err()).startsWith("heed: Unknown backend 'cuda'. high (").hasLineCount(1);
        assertThat(run.err()).contains("available on cpu (test). low (");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void anUnknownModel_isOneLine_thatListsThoseThereAre() {
        Run run = Run.heed(BACKENDS, "similar", "--model", "gpt-5", "one", "two");

        assertThat(run.err())
                .startsWith("heed: ")
                .contains("gpt-5", "all-MiniLM-L6-v2")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aCorruptModel_isOneLine_thatNamesTheFile(@TempDir Path folder) throws IOException {
        Path model = TinyModel.in(folder);
        Files.writeString(model.resolve("model.safetensors"), "not a model");

        Run run = Run.heed(BACKENDS, "similar", "--model", model.toString(), "one", "two");

        assertThat(run.err()).startsWith("heed: ").contains("model.safetensors").hasLineCount(1);
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void aStackTraceComesOnRequest() {
        Run run = Run.heed(BACKENDS, "similar", "--stacktrace", "--model", "gpt-5", "one", "two");

        assertThat(run.err()).contains("dev.heed.models.files.UnknownModelException: ", "\tat dev.heed.cli.");
        assertThat(run.code()).isEqualTo(2);
    }

    private static Run similar(Path folder, String... more) throws IOException {
        String[] args = new String[more.length + 3];
        args[0] = "similar";
        args[1] = "--model";
        args[2] = TinyModel.in(folder).toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return Run.heed(BACKENDS, args);
    }
}
