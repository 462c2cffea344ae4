package dev.heed.conformance.report;

import dev.heed.conformance.CaseResult;
import dev.heed.conformance.Certificate;
import dev.heed.conformance.ConformanceReport;
import dev.heed.conformance.ConformanceSuite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A run as a page, rule by rule. */
record ConformancePage(ConformanceRun run) {
    String html() {
        ConformanceReport report = run.report();
        Certificate certificate = report.certificate();
        StringBuilder page = new StringBuilder();
        page.append("<h1>").append(Html.text("Backend " + report.backend())).append("</h1>\n");
        page.append("<p class=\"")
                .append(certificate.certified() ? "right" : "wrong")
                .append("\">");
        page.append(Html.text(certificate.line())).append("</p>\n");
        page.append(Html.paragraph(
                "Version " + run.version() + ", on " + report.device() + ", " + run.threads() + " threads asked for."));
        page.append(Html.paragraph("Suite " + ConformanceSuite.VERSION + ", seed " + report.seed()
                + (report.selection().isEmpty() ? "" : ", a part of it: " + report.selection()) + "."));
        page.append(Html.paragraph(run.environment().sentence() + "."));
        rules(page);
        details(page, "Failed", CaseResult.Outcome.FAILED);
        details(page, "Failed as expected", CaseResult.Outcome.EXPECTED);
        unmatched(page);
        refusals(page);
        page.append(Html.paragraph("The margin is the worst error against the float64 oracle over the tolerance (rule"
                + " PRE-2); 1 or less is right, and a bar is full at 1."));
        return Html.page("Heed: conformance of " + report.backend(), page.toString());
    }

    private void rules(StringBuilder page) {
        page.append(
                        "<h2>Rules</h2>\n<table><tr><th>rule</th><th class=\"words\">about</th><th class=\"words\">state</th>")
                .append("<th>cases</th><th>passed</th><th>worst margin</th><th></th></tr>\n");
        run.report().byRule().forEach((rule, cases) -> {
            ConformanceReport one = run.report().of(cases);
            page.append("<tr>").append(Html.cell("", rule)).append(Html.cell("words", RuleTitles.of(rule)));
            state(page, one);
            page.append(Html.cell("", Integer.toString(cases.size())))
                    .append(Html.cell("", Long.toString(one.count(CaseResult.Outcome.PASSED))));
            margin(page, one.worstMargin());
            page.append("</tr>\n");
        });
        page.append("</table>\n");
    }

    private static void state(StringBuilder page, ConformanceReport rule) {
        long refused = rule.count(CaseResult.Outcome.REFUSED);
        long wrong = rule.count(CaseResult.Outcome.FAILED);
        long expected = rule.count(CaseResult.Outcome.EXPECTED);
        if (wrong > 0) {
            page.append(Html.cell("words wrong", wrong + " failed"));
        } else if (expected > 0) {
            page.append(Html.cell("words wrong", expected + " failed as expected"));
        } else if (refused == rule.results().size()) {
            page.append(Html.cell("words", "refused"));
        } else {
            page.append(Html.cell("words", refused == 0 ? "supported" : "supported; " + refused + " refused"));
        }
    }

    private static void margin(StringBuilder page, OptionalDouble margin) {
        if (margin.isEmpty()) {
            page.append("<td>–</td><td></td>");
            return;
        }
        double worst = margin.getAsDouble();
        page.append(Html.cell(worst > 1 ? "wrong" : "", String.format(Locale.ROOT, "%.3g", worst)));
        page.append(String.format(
                Locale.ROOT,
                "<td><span class=\"bar\"><span%s style=\"width:%.1f%%\"></span></span></td>",
                worst > 1 ? " class=\"wrong\"" : "",
                100 * Math.min(1, worst)));
    }

    private void details(StringBuilder page, String heading, CaseResult.Outcome outcome) {
        List<CaseResult> results = run.report().results().stream()
                .filter(each -> each.outcome() == outcome)
                .toList();
        if (results.isEmpty()) {
            return;
        }
        page.append("<h2>")
                .append(heading)
                .append("</h2>\n<table><tr><th>case</th><th class=\"words\">how</th></tr>\n");
        for (CaseResult each : results) {
            page.append("<tr>").append(Html.cell("id", each.id())).append(Html.cell("words id", each.detail()));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private void unmatched(StringBuilder page) {
        if (!run.report().unmatched().isEmpty()) {
            page.append("<h2>Expected failures of no case</h2>\n");
            run.report().unmatched().forEach(each -> page.append(Html.paragraph(each)));
        }
    }

    private void refusals(StringBuilder page) {
        Map<String, Integer> reasons = new LinkedHashMap<>();
        run.report().results().stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.REFUSED)
                .forEach(each -> reasons.merge(each.detail(), 1, Integer::sum));
        if (reasons.isEmpty()) {
            return;
        }
        page.append("<h2>Refused</h2>\n<table><tr><th>why</th><th>cases</th></tr>\n");
        reasons.forEach((reason, count) -> page.append("<tr>")
                .append(Html.cell("words", reason))
                .append(Html.cell("", count.toString()))
                .append("</tr>\n"));
        page.append("</table>\n");
    }
}
