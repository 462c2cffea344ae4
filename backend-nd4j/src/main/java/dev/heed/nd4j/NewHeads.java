package dev.heed.nd4j;

import dev.heed.encoder.TransformerSpec;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a token's projected heads in one layer: norms, rotations, and a place for key and value in the cache.
 *
 * @param number which layer
 * @param rotation null for none
 */
record NewHeads(
        TransformerSpec body,
        int number,
        @Nullable NormRow queryNorm,
        @Nullable NormRow keyNorm,
        @Nullable Rotation rotation) {

    /**
     * Takes all heads.
     *
     * @param row query heads, key heads, value heads; query heads are changed there
     * @param position the token's
     * @param block where its key and value go
     */
    void take(float[] row, int position, KeyValueBlock block, Scratch scratch) {
        int width = body.headWidth();
        int slot = position % KeyValueCache.PAGE;
        for (int head = 0; head < body.heads() + 2 * body.keyValueHeads(); head++) {
            int at = head * width;
            int key = head - body.heads();
            int value = key - body.keyValueHeads();
            if (value >= 0) {
                block.values(number, value).put(slot, row, at);
            } else {
                transform(key < 0 ? queryNorm : keyNorm, row, at, position, scratch);
                if (key >= 0) {
                    block.keys(number, key).put(slot, row, at);
                }
            }
        }
    }

    private void transform(@Nullable NormRow norm, float[] row, int at, int position, Scratch scratch) {
        if (norm != null) {
            float[] head = scratch.secondRow(body.headWidth());
            System.arraycopy(row, at, head, 0, body.headWidth());
            norm.apply(head);
            System.arraycopy(head, 0, row, at, body.headWidth());
        }
        if (rotation != null) {
            rotation.turn(position, row, at);
        }
    }
}
