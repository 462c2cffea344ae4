package dev.heed.tornado;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What {@link RowNorm} computes, of a row by one work-item, where the row is. */
final class InPlaceNorm {
    private InPlaceNorm() {}

    /**
     * Normalises the width numbers from a place on.
     *
     * @param count width, or 0 for a row that stays as it is: a loop that runs no time, in place of one in a branch of a
     *     number that is data
     * @param rms 1 for RMSNorm, 0 for LayerNorm; a constant of the kernel
     */
    static void normalise(
            FloatArray rows,
            int at,
            int count,
            int width,
            FloatArray weight,
            int weightAt,
            FloatArray bias,
            int biasAt,
            int rms,
            float epsilon) {
        float mean = 0;
        if (rms == 0) {
            for (int i = 0; i < count; i++) {
                mean += rows.get(at + i);
            }
            mean = mean / width;
        }
        float squares = 0;
        for (int i = 0; i < count; i++) {
            float each = rows.get(at + i) - mean;
            squares += each * each;
        }
        float inverse = 1 / TornadoMath.sqrt(squares / width + epsilon);
        for (int i = 0; i < count; i++) {
            float each = (rows.get(at + i) - mean) * inverse;
            rows.set(at + i, each * weight.get(weightAt + i) + bias.get(biasAt + i));
        }
    }
}
