package dev.heed.conformance.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonReportTest {
    private final ComparisonReport report = FixedReport.report();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void table_showsMedianSpreadAndError_ofWhatRan() {
        assertThat(report.table())
                .contains("encoder 2 x 4  (tiny)")
                .containsPattern("fast +2\\.00 ms +1\\.\\d\\d ms to 3\\.\\d\\d ms +1\\.00 ms +4,000 +0\\.500 +3\\R")
                .containsPattern("fast +500\\.0 ms +.* 1\\.50 WRONG +1\\R")
                .containsPattern("fast +64 MiB +250\\.0 ms  1\\.0, cpu \\(test\\)")
                .containsPattern(
                        "  engine +400\\.0 ms .* 0\\.250 +1\\R +fast takes 1\\.25 times as long as engine\\.attend")
                .containsPattern("narrow +unknown +1\\.50 s");
    }

    @Test
    void table_givesTheReason_ofWhatDidNotRun() {
        assertThat(report.table())
                .containsPattern("narrow +refused \\(ENC-2\\): no <layers>")
                .containsPattern("narrow +failed: broken & gone")
                .containsPattern("absent +not usable: no device; plug one in");
    }

    @Test
    void json_hasAVersionedSchema_andEveryTimedCall() throws IOException {
        Path file = folder.resolve("report.json");
        report.writeJson(file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/schema").asText()).isEqualTo("heed-comparison/1");
        assertThat(json.at("/environment/cpu").asText()).isEqualTo("A processor");
        assertThat(json.at("/plan/threads").asInt()).isEqualTo(2);
        JsonNode first = json.at("/backends/0/outcomes/0");
        assertThat(first.at("/work").asText()).isEqualTo("encoder 2 x 4");
        assertThat(first.at("/medianSeconds").asDouble()).isEqualTo(0.002);
        assertThat(first.at("/seconds")).hasSize(3);
        assertThat(json.at("/backends/0/outcomes/1/right").asBoolean(true)).isFalse();
        assertThat(json.at("/backends/0/outcomes/1/baseline/name").asText()).isEqualTo("engine.attend <fused>");
        assertThat(json.at("/backends/0/outcomes/1/baseline/medianSeconds").asDouble())
                .isEqualTo(0.4);
        assertThat(json.at("/backends/0/outcomes/1/timesBaseline").asDouble()).isEqualTo(1.25);
        assertThat(json.at("/backends/0/outcomes/0").has("baseline")).isFalse();
        assertThat(json.at("/backends/1/outcomes/0/outcome").asText()).isEqualTo("refused");
        assertThat(json.at("/backends/1/outcomes/0/rule").asText()).isEqualTo("ENC-2");
        assertThat(json.at("/backends/1/residentBytes").isMissingNode()).isTrue();
        assertThat(json.at("/unusable/0/reason").asText()).isEqualTo("no device; plug one in");
    }

    @Test
    void page_needsNothingElse_andEscapesWhatItQuotes() throws IOException {
        Path file = folder.resolve("report.html");
        report.writeHtml(file);
        String page = Files.readString(file);
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains("refused (ENC-2): no &lt;layers&gt;", "failed: broken &amp; gone", "1 head &lt;of 2&gt;")
                .contains("not usable: no device; plug one in")
                .contains("fast takes 1.25 times as long as engine.attend &lt;fused&gt;")
                .doesNotContain("<script", "http:", "https:", "<link");
        // Throughput, errors, and one chart for each work; or, without fonts, a sentence for each.
        assertThat(page.split("data:image/png;base64,|could not be drawn here", -1))
                .hasSize(5);
    }

    @Test
    void wrongOrFailedOutcomes_doNotPass_refusalsDo() {
        assertThat(report.measuredAny()).isTrue();
        assertThat(report.passed()).isFalse();
        BackendResult first = report.backends().get(0);
        Outcome right = first.outcomes().get(0);
        Outcome refused = new Outcome.Refused("ENC-2", "no");
        assertThat(with(first, right, refused).passed()).isTrue();
        assertThat(with(first, refused, refused).measuredAny()).isFalse();
    }

    @Test
    void everyBackend_hasAnOutcomeForEveryWork() {
        BackendResult first = report.backends().get(0);
        assertThatThrownBy(() -> with(first, first.outcomes().get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backends: expected 2 outcomes of fast, got 1");
    }

    private ComparisonReport with(BackendResult backend, Outcome... outcomes) {
        BackendResult changed = new BackendResult(
                backend.id(),
                backend.version(),
                backend.device(),
                backend.openingSeconds(),
                backend.residentBytes(),
                List.of(outcomes),
                Map.of());
        return new ComparisonReport(
                report.plan(),
                report.seed(),
                report.pace(),
                report.threads(),
                report.environment(),
                report.works(),
                List.of(changed),
                List.of());
    }
}
