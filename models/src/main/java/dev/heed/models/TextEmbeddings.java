package dev.heed.models;

import dev.heed.Execution;
import java.util.List;

/**
 * The embeddings of some texts, in the order of the texts.
 *
 * @param vectors one vector for each text; the arrays are the caller's own
 * @param tokens how many tokens were encoded in all, special ones included, padding excluded
 * @param truncated how many of the texts were longer than the model reads, and cut off
 * @param execution what really ran
 */
public record TextEmbeddings(List<float[]> vectors, long tokens, int truncated, Execution execution) {
    /** Copies the list. */
    public TextEmbeddings {
        vectors = List.copyOf(vectors);
    }

    /** The cosine of the angle between two of the vectors; 0 if one of them is zero. */
    public double cosine(int first, int second) {
        float[] a = vectors.get(first);
        float[] b = vectors.get(second);
        double dot = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        return squaresOfA == 0 || squaresOfB == 0 ? 0 : dot / Math.sqrt(squaresOfA * squaresOfB);
    }
}
