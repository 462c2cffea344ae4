package dev.heed.models.generate;

/**
 * Changes the logits before a token is chosen: to forbid tokens, to prefer some. It sees them before temperature, top-k
 * and the others.
 */
@FunctionalInterface
public interface LogitsProcessor {
    /**
     * Changes the logits in place.
     *
     * @param tokens all tokens so far, the prompt's and those generated; not to be written to
     * @param logits one for each token of the vocabulary; −∞ forbids it
     */
    void process(int[] tokens, float[] logits);

    /** Forbids tokens. Ids that are not in the vocabulary are passed over. */
    static LogitsProcessor banning(Iterable<Integer> ids) {
        return (tokens, logits) -> {
            for (int id : ids) {
                if (id >= 0 && id < logits.length) {
                    logits[id] = Float.NEGATIVE_INFINITY;
                }
            }
        };
    }

    /**
     * Makes tokens that are there already less likely: a positive logit is divided by the penalty, a negative one
     * multiplied by it (Keskar et al., 2019).
     *
     * @param penalty above 1 discourages, below 1 encourages
     */
    static LogitsProcessor repetitionPenalty(double penalty) {
        if (!(penalty > 0) || Double.isInfinite(penalty)) {
            throw new IllegalArgumentException("repetitionPenalty: expected a positive number, got " + penalty);
        }
        return (tokens, logits) -> {
            boolean[] seen = new boolean[logits.length];
            for (int id : tokens) {
                if (!seen[id]) {
                    seen[id] = true;
                    logits[id] = (float) (logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty);
                }
            }
        };
    }
}
