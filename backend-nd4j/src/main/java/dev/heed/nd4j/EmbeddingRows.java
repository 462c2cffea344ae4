package dev.heed.nd4j;

import dev.heed.spi.EncoderCall;
import java.nio.FloatBuffer;

/** Makes the rows that the first layer reads: embeddings or features, with what positions add. */
final class EmbeddingRows {
    private final EncoderCall call;
    private final EncoderWeights weights;
    private final PositionTables.Table positions;
    private final int width;
    private final FloatBuffer features;
    private final float tokenScale;

    EmbeddingRows(EncoderCall call, EncoderWeights weights, PositionTables.Table positions) {
        this.call = call;
        this.weights = weights;
        this.positions = positions;
        this.width = call.spec().width();
        this.features = weights.tokens() == null ? call.inputs().input().floats() : FloatBuffer.allocate(0);
        this.tokenScale = call.spec()
                .embeddings()
                .map(embeddings -> (float) embeddings.scale())
                .orElse(1f);
    }

    /**
     * Fills row with the input of one token.
     *
     * @param other an array to work with, as long as the row
     */
    void fill(int entry, int position, float[] row, float[] other) {
        int token = entry * call.length() + position;
        Rows tokens = weights.tokens();
        if (tokens == null) {
            features.get(token * width, row, 0, width);
        } else {
            tokens.get(call.tokens()[token], row, 0);
            if (tokenScale != 1) {
                Vectors.scale(row, tokenScale, 0, width);
            }
        }
        if (positions.added().length > 0) {
            System.arraycopy(positions.added(), position * width, other, 0, width);
            Vectors.add(row, other, 0, width);
        }
        Rows segments = weights.segments();
        if (segments != null) {
            segments.get(call.segments()[token], other, 0);
            Vectors.add(row, other, 0, width);
        }
        NormRow norm = weights.embeddingNorm();
        if (norm != null) {
            norm.apply(row);
        }
    }
}
