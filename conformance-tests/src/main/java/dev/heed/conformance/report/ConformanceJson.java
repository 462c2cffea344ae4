package dev.heed.conformance.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heed.conformance.CaseResult;
import dev.heed.conformance.Certificate;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A run as JSON. */
record ConformanceJson(ConformanceRun run) {
    static final String SCHEMA = "heed-conformance";

    /** Grows with every change that a reader has to know of. */
    static final int VERSION = 1;

    String text() {
        ConformanceReport report = run.report();
        ObjectNode root = Json.object().put("schema", SCHEMA).put("version", VERSION);
        root.putObject("suite")
                .put("version", ConformanceSuite.VERSION)
                .put("seed", report.seed())
                .put("selection", report.selection());
        Certificate certificate = report.certificate();
        ObjectNode certified = root.putObject("certificate")
                .put("certified", certificate.certified())
                .put("line", certificate.line());
        ArrayNode contracts = certified.putArray("contracts");
        certificate.contracts().forEach(each -> contracts.add(each.toString()));
        ObjectNode backend =
                root.putObject("backend").put("id", report.backend()).put("version", run.version());
        Json.device(report.device(), backend.putObject("device"));
        backend.put("threads", run.threads());
        Json.environment(run.environment(), root.putObject("environment"));
        counts(report, root.putObject("summary"));
        ArrayNode rules = root.putArray("rules");
        report.byRule()
                .forEach((rule, cases) -> counts(
                        report.of(cases), rules.addObject().put("rule", rule).put("title", RuleTitles.of(rule))));
        ArrayNode unmatched = root.putArray("unmatchedExpectedFailures");
        report.unmatched().forEach(unmatched::add);
        cases(report.results(), root.putArray("cases"));
        return Json.text(root);
    }

    private static void counts(ConformanceReport report, ObjectNode node) {
        node.put("cases", report.results().size());
        for (CaseResult.Outcome outcome : CaseResult.Outcome.values()) {
            node.put(word(outcome), report.count(outcome));
        }
        margin("worstMargin", report.worstMargin(), node);
    }

    private static void cases(List<CaseResult> results, ArrayNode cases) {
        for (CaseResult each : results) {
            ObjectNode node = cases.addObject()
                    .put("id", each.id())
                    .put("rule", each.rule())
                    .put("contract", each.contract().toString())
                    .put("outcome", word(each.outcome()))
                    .put("seconds", each.time().toNanos() / 1e9);
            margin("margin", each.margin(), node);
            if (!each.detail().isEmpty()) {
                node.put("detail", each.detail());
            }
        }
    }

    /** Where one side is finite and the other is not, the margin is no number. */
    private static void margin(String name, OptionalDouble margin, ObjectNode node) {
        if (margin.isPresent() && Double.isFinite(margin.getAsDouble())) {
            node.put(name, margin.getAsDouble());
        }
    }

    private static String word(CaseResult.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
