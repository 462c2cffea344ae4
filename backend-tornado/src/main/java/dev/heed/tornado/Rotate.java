package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Turns pair k of each row by its position's angle, in place (rule ATT-18): (x, y) to (x·cos − y·sin, y·cos + x·sin).
 *
 * <p>rows [outer, heads, inner, width]; angles [positions, pairs, 2]: cosine and sine. A work-item turns a pair. Traffic:
 * 2 numbers read and written and 2 read for each pair of a row.
 */
final class Rotate {
    private Rotate() {}

    static void turn(
            KernelContext context,
            FloatArray rows,
            FloatArray angles,
            IntArray call,
            int side,
            int pairs,
            int firstStep,
            int otherStep) {
        int k = context.globalIdx;
        int row = context.globalIdy;
        if (k < pairs && row < call.get(side + CallHeader.SIDE_ROWS)) {
            int inner = call.get(side + CallHeader.SIDE_INNER);
            int outer = row / (inner * call.get(side + CallHeader.SIDE_HEADS));
            int position = call.get(call.get(side + CallHeader.SIDE_POSITIONS) + outer * inner + row % inner);
            int at = row * call.get(side + CallHeader.SIDE_WIDTH) + k * firstStep;
            float x = rows.get(at);
            float y = rows.get(at + otherStep);
            float cos = angles.get(2 * (position * pairs + k));
            float sin = angles.get(2 * (position * pairs + k) + 1);
            rows.set(at, x * cos - y * sin);
            rows.set(at + otherStep, y * cos + x * sin);
        }
    }
}
