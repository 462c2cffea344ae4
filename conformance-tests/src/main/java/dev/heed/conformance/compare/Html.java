package dev.heed.conformance.compare;

/** Text on a page. */
final class Html {
    private Html() {}

    /** Plain text, so that no character of it is taken for markup. */
    static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
