package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    private static final List<FakeProvider> BACKENDS = List.of(FakeProvider.unavailable("broken", 1));

    @Test
    void anUnknownBackend_isAnError_thatListsThoseThereAre(@TempDir Path folder) {
        Run run = compare(folder, "--backend", "broken,other");

        assertThat(run).isEqualTo(new Run(2, "", "heed: Unknown backend 'other'; found: broken\n"));
    }

    @Test
    void aFileThatCannotBeWritten_isAnError_beforeAnythingIsMeasured(@TempDir Path folder) {
        Path nowhere = folder.resolve("nowhere/page.html");

        Run run = Run.heed(BACKENDS, "compare", "--html", nowhere.toString());

        assertThat(run)
                .isEqualTo(new Run(
                        1, "", "heed: " + nowhere + " cannot be written; --json and --html name other files\n"));
    }

    @Test
    void withoutAUsableBackend_saysSo_andWhyInTheTable(@TempDir Path folder) {
        Run run = compare(folder, "--quick");

        assertThat(run.out()).contains("broken", "its library did not load");
        assertThat(run.err())
                .isEqualTo("heed: nothing could be measured: no backend is usable, or none could do the work\n");
        assertThat(run.code()).isEqualTo(1);
        assertThat(folder.resolve("numbers.json")).content().contains("\"broken\"");
        assertThat(Files.exists(folder.resolve("page.html"))).isTrue();
    }

    private static Run compare(Path folder, String... more) {
        String[] args = new String[more.length + 5];
        args[0] = "compare";
        args[1] = "--json";
        args[2] = folder.resolve("numbers.json").toString();
        args[3] = "--html";
        args[4] = folder.resolve("page.html").toString();
        System.arraycopy(more, 0, args, 5, more.length);
        return Run.heed(BACKENDS, args);
    }
}
