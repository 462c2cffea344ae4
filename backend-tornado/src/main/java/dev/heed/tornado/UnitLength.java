package dev.heed.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Brings each row to length 1, in place, for cosine scores; a row of zeros stays one. The row is divided by its largest
 * magnitude first, so that no square leaves the range of a float.
 *
 * <p>rows [rows, width]; a work-item takes a row. Traffic: width numbers read three times and written once for each row.
 */
final class UnitLength {
    private UnitLength() {}

    static void normalise(KernelContext context, FloatArray rows, IntArray call, int side) {
        int row = context.globalIdx;
        if (row < call.get(side + CallHeader.SIDE_ROWS)) {
            int width = call.get(side + CallHeader.SIDE_WIDTH);
            int at = row * width;
            float largest = 0;
            for (int i = 0; i < width; i++) {
                float magnitude = TornadoMath.abs(rows.get(at + i));
                largest = magnitude > largest ? magnitude : largest;
            }
            float divisor = largest == 0 ? 1 : largest;
            float squares = 0;
            for (int i = 0; i < width; i++) {
                float each = rows.get(at + i) / divisor;
                squares += each * each;
            }
            float length = squares == 0 ? 1 : TornadoMath.sqrt(squares);
            for (int i = 0; i < width; i++) {
                rows.set(at + i, rows.get(at + i) / divisor / length);
            }
        }
    }
}
