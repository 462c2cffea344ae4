package dev.heed.tornado;

/** What is learned of positions. */
interface PositionWeights {
    /** The rows of learned positions from position 0 on. */
    float[] learnedPositions(int offset);

    /** The learned table of biases, [rows, heads]; empty if there is none. */
    float[] biasTable();
}
