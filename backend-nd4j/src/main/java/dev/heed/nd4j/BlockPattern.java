package dev.heed.nd4j;

import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * A map of blocks (BigBird, Zaheer et al., 2020).
 *
 * @param blockSize queries, and keys, to a block
 * @param shape of the map: [1 or heads, blocks of queries, blocks of keys]
 * @param map 0 for blocks that are not seen
 */
record BlockPattern(int blockSize, Shape shape, ByteBuffer map) {
    static BlockPattern of(Mask.BlockSparse mask) {
        return new BlockPattern(mask.blockSize(), mask.map().shape(), mask.map().bytes());
    }

    /** The row of the map, over all heads, that is a query's. */
    int row(int head, int query) {
        int ofHead = shape.dim(0) == 1 ? 0 : head;
        return ofHead * shape.dim(1) + query / blockSize;
    }

    /** Sets the keys that a row lets through; the last block may reach beyond the keys that there are. */
    void keys(int row, KeySpans into) {
        into.clear();
        int columns = shape.dim(2);
        for (int column = 0; column < columns; column++) {
            if (map.get(row * columns + column) != 0) {
                long end = (column + 1L) * blockSize;
                into.add(column * blockSize, (int) Math.min(Integer.MAX_VALUE, end));
            }
        }
    }
}
