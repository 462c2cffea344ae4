package dev.heed.cli;

import dev.heed.models.TextEmbeddings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * The cosines of all pairs of texts, a row and a column for each text; the text stands at the end of its row.
 *
 * @param texts the texts
 * @param embeddings their vectors
 */
record CosineTable(List<String> texts, TextEmbeddings embeddings) {
    private static final int WIDEST_TEXT = 60;

    void print(PrintWriter out) {
        int digits = Math.max(2, Integer.toString(texts.size()).length());
        out.print(" ".repeat(digits));
        for (int column = 0; column < texts.size(); column++) {
            out.print(String.format(Locale.ROOT, "%9d", column + 1));
        }
        out.println();
        for (int row = 0; row < texts.size(); row++) {
            out.print(String.format(Locale.ROOT, "%" + digits + "d", row + 1));
            for (int column = 0; column < texts.size(); column++) {
                out.print(cell(embeddings.cosine(row, column)));
            }
            out.println("   " + onOneLine(texts.get(row)));
        }
    }

    private static String cell(double cosine) {
        String number = String.format(Locale.ROOT, "%.4f", cosine);
        return String.format(Locale.ROOT, "%9s", number.equals("-0.0000") ? "0.0000" : number);
    }

    /** Control characters could move the cursor, and a long text would break the table. */
    private static String onOneLine(String text) {
        String plain = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        if (plain.codePointCount(0, plain.length()) <= WIDEST_TEXT) {
            return plain;
        }
        return plain.substring(0, plain.offsetByCodePoints(0, WIDEST_TEXT - 3)) + "...";
    }
}
