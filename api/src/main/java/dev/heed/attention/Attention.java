package dev.heed.attention;

import dev.heed.tensor.Tensor;

/**
 * An attention that is ready to run. It holds no native memory of its own and needs no closing, but works only as long
 * as its backend is open. Any number of threads may use it at once (rule ATT-16).
 */
public interface Attention {
    /** What it computes. */
    AttentionSpec spec();

    /**
     * Runs it once.
     *
     * @throws IllegalArgumentException if a shape, type or length is wrong; the message names the argument, what was
     *     expected and what came, and nothing native has run (rule TEN-3)
     * @throws dev.heed.UnsupportedFeatureException if the backend refuses the spec together with the call's own mask
     * @throws IllegalStateException if the backend was closed
     */
    AttentionOutput apply(AttentionInputs inputs);

    /** Runs it on query, key and value alone and returns the output alone. */
    default Tensor apply(Tensor query, Tensor key, Tensor value) {
        return apply(AttentionInputs.of(query, key, value)).output();
    }
}
