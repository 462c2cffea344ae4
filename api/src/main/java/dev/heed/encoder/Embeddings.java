package dev.heed.encoder;

/**
 * How token ids become vectors: the row of {@code embedding.token.weight} times the scale, plus the position's, plus
 * that of {@code embedding.segment.weight}, then perhaps a norm, {@code embedding.norm}.
 *
 * @param vocabulary how many tokens there are
 * @param segments how many segments there are; 0 for none
 * @param norm whether the sum is normalised
 * @param scale what multiplies the token's row; 1 for most, √width in the first Transformer
 */
public record Embeddings(int vocabulary, int segments, boolean norm, double scale) {
    /** Checks the numbers. */
    public Embeddings {
        if (vocabulary < 1) {
            throw new IllegalArgumentException("vocabulary: expected 1 or more, got " + vocabulary);
        }
        if (segments < 0) {
            throw new IllegalArgumentException("segments: expected 0 or more, got " + segments);
        }
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("scale: expected a finite number, got " + scale);
        }
    }
}
