package dev.heed.models;

import dev.heed.models.bert.BertPooler;
import java.nio.FloatBuffer;
import java.util.Optional;

/** Makes one vector of a text's states. */
record VectorMaking(Pooling pooling, Optional<BertPooler> pooler, boolean normalized, int width) {

    /**
     * The vector of one text.
     *
     * @param states the states of a batch, [B, T, width]
     * @param first where the text's first state begins
     * @param tokens how many tokens it has
     */
    float[] vector(FloatBuffer states, int first, int tokens) {
        float[] vector =
                switch (pooling) {
                    case MEAN -> mean(states, first, tokens);
                    case CLS -> row(states, first);
                    case POOLER ->
                        pooler.map(each -> each.pool(row(states, first)))
                                .orElseThrow(() -> new IllegalStateException("There is no pooler."));
                };
        if (normalized) {
            normalize(vector);
        }
        return vector;
    }

    private float[] row(FloatBuffer states, int at) {
        float[] row = new float[width];
        states.get(at, row);
        return row;
    }

    private float[] mean(FloatBuffer states, int first, int tokens) {
        double[] sums = new double[width];
        float[] row = new float[width];
        for (int token = 0; token < tokens; token++) {
            states.get(first + token * width, row);
            for (int i = 0; i < width; i++) {
                sums[i] += row[i];
            }
        }
        for (int i = 0; i < width; i++) {
            row[i] = (float) (sums[i] / Math.max(1, tokens));
        }
        return row;
    }

    private static void normalize(float[] vector) {
        double squares = 0;
        for (float each : vector) {
            squares += (double) each * each;
        }
        double length = Math.sqrt(squares);
        if (length > 0) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / length);
            }
        }
    }
}
