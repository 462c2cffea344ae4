package dev.heed.conformance.compare;

import dev.heed.conformance.report.Html;
import java.awt.AWTError;
import java.util.Locale;
import java.util.function.Supplier;

/** A report as a page that needs nothing but itself: no script, no other file, no network. */
record ReportPage(ComparisonReport report) {
    String html() {
        Method method = Method.of(report);
        StringBuilder page = new StringBuilder();
        page.append("<h1>Backends compared</h1>\n").append(Html.paragraph(method.machine()));
        backends(page);
        page.append("<h2>Throughput</h2>\n").append(picture(() -> charts().throughput()));
        for (int index = 0; index < report.works().size(); index++) {
            work(page, index);
        }
        page.append("<h2>Error against the float64 oracle</h2>\n").append(Html.paragraph(method.checking()));
        page.append(picture(() -> charts().errors()));
        page.append("<h2>How this was measured</h2>\n").append(Html.paragraph(method.timing()));
        page.append(Html.paragraph(method.memory()));
        return Html.page("Heed: backends compared", page.toString());
    }

    private Charts charts() {
        return new Charts(report);
    }

    /** Drawing needs fonts, which a bare server may lack; the tables say the same. */
    private String picture(Supplier<Picture> drawing) {
        if (!report.measuredAny()) {
            return "";
        }
        try {
            return drawing.get().html();
        } catch (RuntimeException | LinkageError | AWTError | InternalError failure) {
            return Html.paragraph(
                    "The chart could not be drawn here (drawing needs fonts and Java's desktop module): " + failure);
        }
    }

    private void backends(StringBuilder page) {
        page.append("<table><tr><th>backend</th><th class=\"words\">version</th><th class=\"words\">device</th>")
                .append("<th>resident memory</th><th>opened in</th></tr>\n");
        for (BackendResult backend : report.backends()) {
            page.append("<tr>")
                    .append(Html.cell("", backend.id()))
                    .append(Html.cell("words", backend.version()))
                    .append(Html.cell("words", backend.device().toString()))
                    .append(Html.cell("", Figures.memory(backend.residentBytes())))
                    .append(Html.cell("", Figures.duration(backend.openingSeconds())))
                    .append("</tr>\n");
        }
        for (UnusableBackend backend : report.unusable()) {
            page.append("<tr>")
                    .append(Html.cell("", backend.id()))
                    .append(Html.cell("words", backend.version()))
                    .append("<td class=\"words\" colspan=\"3\">not usable: ")
                    .append(Html.text(backend.reason()))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private void work(StringBuilder page, int index) {
        WorkDescription work = report.works().get(index);
        page.append("<h2>").append(Html.text(work.name())).append("</h2>\n").append(Html.paragraph(work.details()));
        page.append("<table><tr><th>backend</th><th>median</th><th>quartiles</th><th>MAD</th><th>tokens/s</th>")
                .append("<th>error/tolerance</th><th>calls</th></tr>\n");
        for (BackendResult backend : report.backends()) {
            page.append("<tr>")
                    .append(Html.cell("", backend.id()))
                    .append(cells(backend.outcomes().get(index)))
                    .append("</tr>\n");
            backend.baseline(index).ifPresent(own -> page.append("<tr>")
                    .append(Html.cell("words", Figures.besideItsEngine(backend, index)))
                    .append(cells(own.outcome()))
                    .append("</tr>\n"));
        }
        page.append("</table>\n").append(picture(() -> charts().calls(index)));
    }

    private static String cells(Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            Timing timing = measured.timing();
            return Html.cell("", Figures.duration(timing.median()))
                    + Html.cell(
                            "",
                            Figures.duration(timing.lowerQuartile()) + " to "
                                    + Figures.duration(timing.upperQuartile()))
                    + Html.cell("", Figures.duration(timing.medianDeviation()))
                    + Html.cell("", String.format(Locale.ROOT, "%,.0f", measured.tokensPerSecond()))
                    + Html.cell(measured.right() ? "" : "wrong", Figures.error(measured))
                    + Html.cell("", Integer.toString(timing.seconds().size()));
        }
        return "<td class=\"words\" colspan=\"6\">" + Html.text(Figures.reason(outcome)) + "</td>";
    }
}
