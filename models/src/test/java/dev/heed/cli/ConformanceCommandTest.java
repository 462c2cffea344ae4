package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
    @Test
    void oneCaseOfTheOracle_passes() {
        Run run = Run.heed(List.of(), "conformance", "--backend", "oracle", "--case", "ATT-1/width-1");

        assertThat(run.out())
                .contains("ATT-1         1       1        0       0")
                .endsWith("backend  oracle\ndevice   cpu (plain Java, float64)\nsuite    heed-1, seed 42\n"
                        + "NO CERTIFICATE heed-1: --case ATT-1/width-1 ran a part of the suite; only a whole run"
                        + " certifies\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void theCasesOfARule_runTogether() {
        Run run = Run.heed(List.of(), "conformance", "--backend", "oracle", "--case", "ATT-3", "--seed", "7");

        assertThat(run.out())
                .contains("ATT-3         5       5        0       0")
                .contains("seed 7");
    }

    @Test
    void quick_takesFewerCases() {
        String all = Run.heed(List.of(), "conformance", "--backend", "oracle", "--case", "ATT-7")
                .out();
        String quick = Run.heed(List.of(), "conformance", "--backend", "oracle", "--case", "ATT-7", "--quick")
                .out();

        assertThat(casesOf(quick)).isPositive().isLessThan(casesOf(all));
    }

    private static int casesOf(String table) {
        Matcher row = Pattern.compile("ATT-7 +(\\d+) ").matcher(table);
        assertThat(row.find()).as(table).isTrue();
        return Integer.parseInt(row.group(1));
    }

    @Test
    void aCaseThatDoesNotExist_isNamed_withThoseThatDo() {
        Run run = Run.heed(List.of(), "conformance", "--backend", "oracle", "--case", "ATT-1/nonsense");

        assertThat(run.err())
                .startsWith("heed: no case is 'ATT-1/nonsense'; there are cases of SPI-8, ATT-1, ATT-2,")
                .endsWith("such as SPI-8/closed-encoders-give-back-their-weights\n");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aWrongBackend_fails_andSaysHowToRepeatIt() {
        Run run = Run.heed(
                List.of(FakeProvider.available("fake", 1)), "conformance", "--backend", "fake", "--case", "ENC-2");

        assertThat(run.out()).contains("failed: ").contains("Repeat it: --backend fake --seed 42 --case 'ENC-2/");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void spi03_aBackendThatRefusesProperly_doesNotFail() {
        Run run = Run.heed(
                List.of(FakeProvider.available("fake", 1)), "conformance", "--backend", "fake", "--case", "ATT-3");

        assertThat(run.out())
                .contains("ATT-3         5       0        5       0")
                .contains("ATT-1: It is a fake.");
        assertThat(run.code()).isZero();
    }

    @Test
    void aFolderWithoutNodeTests_isAnError(@TempDir Path folder) {
        Run run = Run.heed(List.of(), "conformance", "--backend", "oracle", "--onnx-node-tests", folder.toString());

        assertThat(run.err()).startsWith("heed: ONNX node tests: expected folders with a model.onnx each");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aNodeTestThatCannotBeRead_fails_andIsCountedOnTheLastLine(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("test_broken"));
        Files.writeString(folder.resolve("test_broken/model.onnx"), "no protocol buffer");

        Run run = Run.heed(List.of(), "conformance", "--backend", "oracle", "--onnx-node-tests", folder.toString());

        assertThat(run.out())
                .startsWith("oracle alone\ntest_broken: failed: ")
                .endsWith("\n0 passed, 1 failed, 0 not covered\n");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void nodeTestsAreNotCasesOfTheSuite() {
        Run run =
                Run.heed(List.of(), "conformance", "--backend", "oracle", "--onnx-node-tests", ".", "--case", "ATT-1");

        assertThat(run.err())
                .contains(
                        "--case, --quick, --expected-failures and reports are of the suite, not of --onnx-node-tests");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void spi04_anUnknownBackend_isAnError_thatListsTheOthers() {
        Run run = Run.heed(List.of(FakeProvider.unavailable("fake", 1)), "conformance", "--backend", "other");

        assertThat(run.err())
                .startsWith("heed: Unknown backend 'other'. fake (")
                .contains("its library did not load");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aBackendThatIsNotUsable_isNoMistakeOfTheCommandLine() {
        Run run = Run.heed(List.of(FakeProvider.unavailable("fake", 1)), "conformance", "--backend", "fake");

        assertThat(run.err()).startsWith("heed: Backend 'fake' is not usable.");
        assertThat(run.code()).isEqualTo(1);
    }
}
