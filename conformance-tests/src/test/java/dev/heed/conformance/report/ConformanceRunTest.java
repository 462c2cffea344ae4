package dev.heed.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.heed.conformance.ConformanceCase;
import dev.heed.conformance.ConformanceSuite;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceRunTest {
    private final ConformanceRun run = FixedRun.run();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Read by the parser that makes Maven's own reports. */
    @Test
    void junitXml_isReadByTheParserOfBuilds() throws Exception {
        Path file = folder.resolve("junit.xml");
        run.writeJunit(file);
        List<ReportTestSuite> suites;
        try (InputStreamReader reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            suites = new TestSuiteXmlParser(new NullConsoleLogger()).parse(reader);
        }
        assertThat(suites)
                .extracting(
                        ReportTestSuite::getFullClassName,
                        ReportTestSuite::getNumberOfTests,
                        ReportTestSuite::getNumberOfFailures,
                        ReportTestSuite::getNumberOfSkipped)
                .containsExactly(
                        tuple("heed-1.mine.ATT-1", 1, 0, 0),
                        tuple("heed-1.mine.ATT-7", 2, 2, 0),
                        tuple("heed-1.mine.ATT-13", 1, 0, 1),
                        tuple("heed-1.mine.ENC-2", 1, 0, 1),
                        tuple("heed-1.mine.expected failures", 1, 1, 0));
        ReportTestCase failed = suites.get(1).getTestCases().get(0);
        assertThat(failed.getName()).isEqualTo("top-left");
        assertThat(failed.getFailureMessage()).isEqualTo("worst at [0]: \uFFFD <1>");
        assertThat(failed.getTime()).isEqualTo(0.02f);
        assertThat(suites.get(2).getTestCases().get(0).getFailureMessage())
                .isEqualTo("not supported: ATT-13: no <maps> & \"co\"");
    }

    @Test
    void json_isAsItsPublishedSchemaSays() throws Exception {
        JsonNode json = json();
        assertThat(json.at("/schema").asText()).isEqualTo("heed-conformance");
        assertThat(json.at("/version").asInt()).isEqualTo(1);
        assertThat(schema().validate(json)).isEmpty();
        assertThat(json.at("/cases/2/outcome").asText()).isEqualTo("failed");
        assertThat(json.at("/cases/3").has("margin")).isFalse();
        assertThat(json.at("/certificate/certified").asBoolean(true)).isFalse();
        assertThat(json.at("/certificate/line").asText())
                .isEqualTo(run.report().certificate().line());
    }

    @Test
    void theSchema_refusesWhatIsNotAReport() throws Exception {
        ObjectNode json = json();
        json.remove("certificate");
        assertThat(schema().validate(json)).isNotEmpty();
        ObjectNode other = json();
        other.put("version", 2);
        assertThat(schema().validate(other)).isNotEmpty();
        ObjectNode odd = json();
        ((ObjectNode) odd.at("/cases/0")).put("outcome", "ignored");
        assertThat(schema().validate(odd)).isNotEmpty();
    }

    private ObjectNode json() throws Exception {
        Path file = folder.resolve("report.json");
        run.writeJson(file);
        return (ObjectNode) new ObjectMapper().readTree(file.toFile());
    }

    private static JsonSchema schema() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Objects.requireNonNull(
                        ConformanceRun.class.getResourceAsStream("heed-conformance-1.schema.json")));
    }

    @Test
    void page_needsNothingElse_andShowsEveryRuleWithItsMargin() throws Exception {
        Path file = folder.resolve("page.html");
        run.writeHtml(file);
        assertThat(Files.readString(file))
                .startsWith("<!doctype html>")
                .contains("NOT CERTIFIED heed-1: 2 cases failed (ATT-7); 1 case failed as expected (ENC-2)")
                .contains("Version 1.0 (Engine 2.0), on cpu (test), 2 threads asked for.", "A processor, 2 processors")
                .contains("no &lt;maps&gt; &amp; &quot;co&quot;", "2 failed", "supported", "Causal masks")
                .contains("<td>0.250</td><td><span class=\"bar\"><span style=\"width:25.0%\">")
                .contains("<span class=\"wrong\" style=\"width:100.0%\">")
                .doesNotContain("<script", "http:", "https:", "<link", "<maps>");
    }

    @Test
    void everyRuleOfTheSuite_hasATitle() {
        assertThat(ConformanceSuite.standard(ConformanceSuite.DEFAULT_SEED).cases())
                .extracting(ConformanceCase::rule)
                .allSatisfy(rule -> assertThat(RuleTitles.of(rule)).isNotBlank());
    }
}
