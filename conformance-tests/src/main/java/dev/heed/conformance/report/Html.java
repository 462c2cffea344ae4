package dev.heed.conformance.report;

/** The pieces of pages that need nothing but themselves: no script, no other file, no network. */
public final class Html {
    private static final String BEGINNING = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>TITLE</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; color: #22272e; background: #fff; max-width: 900px;
              margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .2rem; }
            p { margin: .3rem 0; } .words { min-width: 8rem; } .note { color: #57606a; font-size: .87rem; }
            table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-variant-numeric: tabular-nums; }
            th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #dfe3e8; }
            th { font-weight: 600; } th:first-child, td:first-child, .words { text-align: left; } td:first-child { white-space: nowrap; }
            td.words { color: #57606a; } .wrong, td.wrong { color: #b42318; font-weight: 600; } img { max-width: 100%; }
            .right { color: #1a7f37; font-weight: 600; } .id { overflow-wrap: anywhere; }
            .bar { display: block; width: 9rem; height: .7rem; background: #eef1f4; }
            .bar span { display: block; height: 100%; background: #2f6db5; } .bar span.wrong { background: #b42318; }
            </style>
            </head>
            <body>
            """;

    private Html() {}

    /**
     * A whole page.
     *
     * @param title plain text
     * @param body markup
     */
    public static String page(String title, String body) {
        return BEGINNING.replace("TITLE", text(title)) + body + "</body>\n</html>\n";
    }

    /** Plain text, so that no character of it is taken for markup. */
    public static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Plain text as a paragraph of less importance. */
    public static String paragraph(String plain) {
        return "<p class=\"note\">" + text(plain) + "</p>\n";
    }

    /**
     * Plain text as a cell of a table.
     *
     * @param style how it is shown: {@code words}, {@code wrong}, {@code right}, or empty for a number
     */
    public static String cell(String style, String plain) {
        String attribute = style.isEmpty() ? "" : " class=\"" + style + "\"";
        return "<td" + attribute + ">" + text(plain) + "</td>";
    }
}
