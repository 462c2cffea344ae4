package dev.heed.conformance.compare;

import java.awt.AWTError;
import java.util.Locale;
import java.util.function.Supplier;

/** A report as a page that needs nothing but itself: no script, no other file, no network. */
record ReportPage(ComparisonReport report) {
    private static final String BEGINNING = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Heed: backends compared</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; color: #22272e; background: #fff; max-width: 900px;
              margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .2rem; }
            p { margin: .3rem 0; } .words { min-width: 8rem; } .note { color: #57606a; font-size: .87rem; }
            table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-variant-numeric: tabular-nums; }
            th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #dfe3e8; }
            th { font-weight: 600; } th:first-child, td:first-child, .words { text-align: left; }
            td.words { color: #57606a; } td.wrong { color: #b42318; font-weight: 600; } img { max-width: 100%; }
            </style>
            </head>
            <body>
            """;

    String html() {
        Method method = Method.of(report);
        StringBuilder page = new StringBuilder(BEGINNING);
        page.append("<h1>Backends compared</h1>\n").append(paragraph(method.machine()));
        backends(page);
        page.append("<h2>Throughput</h2>\n").append(picture(() -> charts().throughput()));
        for (int index = 0; index < report.works().size(); index++) {
            work(page, index);
        }
        page.append("<h2>Error against the float64 oracle</h2>\n").append(paragraph(method.checking()));
        page.append(picture(() -> charts().errors()));
        page.append("<h2>How this was measured</h2>\n").append(paragraph(method.timing()));
        page.append(paragraph(method.memory()));
        return page.append("</body>\n</html>\n").toString();
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
            return paragraph(
                    "The chart could not be drawn here (drawing needs fonts and Java's desktop module): " + failure);
        }
    }

    private static String paragraph(String text) {
        return "<p class=\"note\">" + Html.text(text) + "</p>\n";
    }

    private void backends(StringBuilder page) {
        page.append("<table><tr><th>backend</th><th class=\"words\">version</th><th class=\"words\">device</th>")
                .append("<th>resident memory</th><th>opened in</th></tr>\n");
        for (BackendResult backend : report.backends()) {
            page.append("<tr>")
                    .append(cell("", backend.id()))
                    .append(cell("words", backend.version()))
                    .append(cell("words", backend.device().toString()))
                    .append(cell("", Figures.memory(backend.residentBytes())))
                    .append(cell("", Figures.duration(backend.openingSeconds())))
                    .append("</tr>\n");
        }
        for (UnusableBackend backend : report.unusable()) {
            page.append("<tr>")
                    .append(cell("", backend.id()))
                    .append(cell("words", backend.version()))
                    .append("<td class=\"words\" colspan=\"3\">not usable: ")
                    .append(Html.text(backend.reason()))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private void work(StringBuilder page, int index) {
        WorkDescription work = report.works().get(index);
        page.append("<h2>").append(Html.text(work.name())).append("</h2>\n").append(paragraph(work.details()));
        page.append("<table><tr><th>backend</th><th>median</th><th>quartiles</th><th>MAD</th><th>tokens/s</th>")
                .append("<th>error/tolerance</th><th>calls</th></tr>\n");
        for (BackendResult backend : report.backends()) {
            page.append("<tr>")
                    .append(cell("", backend.id()))
                    .append(cells(backend.outcomes().get(index)))
                    .append("</tr>\n");
        }
        page.append("</table>\n").append(picture(() -> charts().calls(index)));
    }

    private static String cells(Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            Timing timing = measured.timing();
            return cell("", Figures.duration(timing.median()))
                    + cell(
                            "",
                            Figures.duration(timing.lowerQuartile()) + " to "
                                    + Figures.duration(timing.upperQuartile()))
                    + cell("", Figures.duration(timing.medianDeviation()))
                    + cell("", String.format(Locale.ROOT, "%,.0f", measured.tokensPerSecond()))
                    + cell(measured.right() ? "" : "wrong", Figures.error(measured))
                    + cell("", Integer.toString(timing.seconds().size()));
        }
        return "<td class=\"words\" colspan=\"6\">" + Html.text(Figures.reason(outcome)) + "</td>";
    }

    private static String cell(String style, String text) {
        String attribute = style.isEmpty() ? "" : " class=\"" + style + "\"";
        return "<td" + attribute + ">" + Html.text(text) + "</td>";
    }
}
