package dev.heed.decoder;

import java.util.OptionalDouble;

/**
 * How a state becomes logits: state · scale, times {@code head.weight} [vocabulary, width] or the table of token
 * embeddings, plus {@code head.bias} [vocabulary], soft-capped.
 *
 * @param tied whether the table of token embeddings is the head's weight too
 * @param bias whether a bias is added (Marian's {@code final_logits_bias})
 * @param scale what multiplies the state first; 1 for most, 1/√width in T5 with tied embeddings
 * @param softCap c·tanh(logit / c), as in Gemma 2; empty for none
 */
public record OutputHead(boolean tied, boolean bias, double scale, OptionalDouble softCap) {
    /** The table of token embeddings. */
    public static final OutputHead TIED = new OutputHead(true, false, 1, OptionalDouble.empty());

    /** A weight of its own. */
    public static final OutputHead OWN = new OutputHead(false, false, 1, OptionalDouble.empty());

    /** Checks the numbers. */
    public OutputHead {
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("scale: expected a finite number, got " + scale);
        }
        softCap.ifPresent(cap -> {
            if (!(cap > 0) || Double.isInfinite(cap)) {
                throw new IllegalArgumentException("softCap: expected a positive number, got " + cap);
            }
        });
    }
}
