package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Device;
import dev.heed.conformance.cli.ProgressStyle;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.compare.Entrant;
import dev.heed.conformance.search.Wrong;
import dev.heed.spi.BackendProvider;
import dev.heed.spi.Probe;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who certifies a backend without any code. */
class MainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private record Run(int code, String out, String err) {}

    private static Run run(String... args) {
        Backends backends = Backends.of(new Capless());
        StringWriter err = new StringWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Setting setting =
                new Setting(new PrintWriter(err, true), ProgressStyle.NONE, () -> backends, () -> Entrant.of(backends));
        int code = Main.run(setting, out, args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString());
    }

    /** Its backend forgets the soft cap. */
    private record Capless() implements BackendProvider {
        @Override
        public String id() {
            return "mine";
        }

        @Override
        public String version() {
            return "1.0 (Engine 2.0)";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public Probe probe() {
            return new Probe.Available(new Device("cpu", "test"));
        }

        @Override
        public Backend open(BackendOptions options) {
            return Wrong.withoutSoftCap();
        }
    }

    @Test
    void theOracle_isCertified() {
        Run run = run("--backend", "oracle");
        assertThat(run.out())
                .containsPattern(
                        "\\RCERTIFIED heed-1 attention,encoder,decoder \\([\\d,]+ cases, worst margin 0\\.\\d\\d\\)\\R$");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void aFlaw_isNamed_andLeftInEveryReport() throws Exception {
        Path junit = folder.resolve("c.xml");
        Path json = folder.resolve("c.json");
        Path html = folder.resolve("c.html");
        Run run = run(
                "--backend",
                "mine",
                "--rule",
                "ATT-1",
                "--junit",
                junit.toString(),
                "--json",
                json.toString(),
                "--html",
                html.toString());
        assertThat(run.out())
                .startsWith("ATT-1/soft-cap: failed: output")
                .endsWith("NO CERTIFICATE heed-1: --case ATT-1 ran a part of the suite; only a whole run certifies\n");
        assertThat(run.code()).isEqualTo(1);
        assertThat(junit).content().contains("<failure message=", "1.0 (Engine 2.0)");
        assertThat(json).content().contains("\"version\" : \"1.0 (Engine 2.0)\"");
        assertThat(html).content().contains("Version 1.0 (Engine 2.0)");
    }

    @Test
    void expectedFailures_doNotFailTheRun() throws Exception {
        Path expected = Files.writeString(folder.resolve("expected"), "ATT-1/soft-cap* no soft cap\n");
        Run run = run("--backend", "mine", "--case", "ATT-1/soft-cap", "--expected-failures", expected.toString());
        assertThat(run.out()).contains("ATT-1/soft-cap: expected: expected, no soft cap: output");
        assertThat(run.code()).isZero();
    }

    @Test
    void anEntryWithoutAReason_isOneLine() throws Exception {
        Path expected = Files.writeString(folder.resolve("expected"), "ATT-1/soft-cap\n");
        Run run = run("--backend", "mine", "--expected-failures", expected.toString());
        assertThat(run)
                .isEqualTo(new Run(
                        2,
                        "",
                        "conformance: " + expected + ":1: expected a case's id and a reason, got 'ATT-1/soft-cap'\n"));
    }

    @Test
    void search_printsItsSeedAndATestToPaste_andFails() {
        Run run = run("--backend", "mine", "--search", "0.1", "--seed", "7");
        assertThat(run.out())
                .startsWith("searching for 6 s with seed 7; --seed 7 draws the same again\n")
                .contains("@Test\nvoid draw", ".softCap(", "DifferentialSearch.requireRight(");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void whatDoesNotExist_isWrongUsage() {
        assertThat(run("--backend", "other").code()).isEqualTo(2);
        assertThat(run("--backend", "mine", "--case", "ATT-1/nonsense").code()).isEqualTo(2);
        assertThat(run().err())
                .isEqualTo("conformance: Missing required option: '--backend=ID' (conformance --help tells more)\n");
        assertThat(run("--backend", "mine", "--search", "1", "--quick").err())
                .startsWith("conformance: --case, --quick, --expected-failures and reports are of the suite");
        assertThat(run("--backend", "mine", "--search", "0").err()).contains("expected a number of minutes above 0");
    }
}
