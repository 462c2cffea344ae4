package dev.heed.models.generate;

import java.util.List;

/**
 * A text that beam search found.
 *
 * @param tokens its tokens, less the one that ends it
 * @param logProbability the sum of the logarithms of its tokens' probabilities, the ending one's included
 * @param score the sum divided by the length (the ending token counted) to the power of the length penalty
 * @param ended whether a token that ends texts came, rather than the maximum of tokens
 */
public record Hypothesis(List<Integer> tokens, double logProbability, double score, boolean ended) {
    /** Copies the tokens. */
    public Hypothesis {
        tokens = List.copyOf(tokens);
    }
}
