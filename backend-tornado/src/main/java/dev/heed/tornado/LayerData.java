package dev.heed.tornado;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The ints that tell a kernel which of several layers it computes: data, so that all layers share one graph. */
final class LayerData {
    /** The layer's number in arrays of all layers. */
    static final int LAYER = 0;

    /** Where in the header the place of its ranges stands. */
    static final int RANGES = 1;

    /** Where in the header the place of its tiles stands. */
    static final int TILES = 2;

    private LayerData() {}

    /** Of a graph whose arrays have one layer. */
    static IntArray only() {
        return IntArray.fromElements(0, CallHeader.RANGES, CallHeader.TILES);
    }

    /** Of one of several layers; ranges as {@link CallHeader#ranges}. */
    static void write(IntArray data, int layer, int ranges) {
        data.set(LAYER, layer);
        data.set(RANGES, ranges);
        data.set(TILES, ranges + 1);
    }
}
