package dev.heed.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What happens to a raw score on its way to the softmax (rule ATT-1), inside of kernels. */
final class ScorePipeline {
    /** The places of scale and soft cap in the array of scalars; a soft cap of 0 is none. */
    static final int SCALE = 0;

    static final int SOFT_CAP = 1;

    static final int SCALARS = 2;

    private ScorePipeline() {}

    /** The score after scale and soft cap; a cap of 0 is none. */
    static float capped(float raw, float scale, float cap) {
        float scaled = raw * scale;
        return cap > 0 ? cap * Functions.tanh(scaled / cap) : scaled;
    }

    /**
     * The score after biases and masks; −∞ where the key is hidden, whatever was computed for it (rule ATT-6).
     *
     * @param range where the query's range stands
     * @param shown 1 if the patterns show the key to the query
     */
    static float masked(
            float capped,
            FloatArray biases,
            FloatArray masks,
            IntArray call,
            int range,
            int entry,
            int head,
            int query,
            int key,
            int shown) {
        float score = capped;
        boolean visible = shown == 1 && key >= call.get(range) && key < call.get(range + 1);
        int biasLength = call.get(CallHeader.BIAS_LENGTH);
        if (visible && biasLength > 0) {
            score += biases.get(head * biasLength + call.get(CallHeader.BIAS_ZERO) + key - call.get(range + 2));
        }
        if (visible && call.get(CallHeader.MASK) == 1) {
            float addend = masks.get(entry * call.get(CallHeader.MASK_BATCH)
                    + head * call.get(CallHeader.MASK_HEAD)
                    + query * call.get(CallHeader.MASK_QUERY)
                    + key * call.get(CallHeader.MASK_KEY));
            visible = addend != Float.NEGATIVE_INFINITY;
            score += addend;
        }
        return visible ? score : Float.NEGATIVE_INFINITY;
    }
}
