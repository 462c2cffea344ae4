package dev.heed.nd4j;

import dev.heed.decoder.Memory;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;

/** Projects an encoder's output to keys and values of all layers, once (rule DEC-6). */
final class MemoryProjection {
    /** States that are projected at once, so that what lies between does not grow with the memory. */
    private static final int MOST_ROWS = 512;

    private final TransformerSpec body;
    private final DecoderWeights weights;
    private final Nd4jBackend backend;

    MemoryProjection(TransformerSpec body, DecoderWeights weights, Nd4jBackend backend) {
        this.body = body;
        this.weights = weights;
        this.backend = backend;
    }

    /** The memory of each row; if one fails, none stays in native memory. */
    List<RowMemory> of(Memory memory) {
        List<RowMemory> all = new ArrayList<>();
        try {
            for (int row = 0; row < memory.rows(); row++) {
                all.add(of(memory, row));
            }
            return all;
        } catch (RuntimeException | Error failure) {
            all.forEach(RowMemory::release);
            throw failure;
        }
    }

    private RowMemory of(Memory memory, int row) {
        int length = memory.lengths().get(row);
        RowMemory result = new RowMemory(KeyValueBlock.allocate(body, length));
        try {
            for (int from = 0; from < length; from += MOST_ROWS) {
                project(memory, row, from, Math.min(length, from + MOST_ROWS), result.block());
            }
            return result;
        } catch (RuntimeException | Error failure) {
            result.release();
            throw failure;
        }
    }

    private void project(Memory memory, int row, int from, int to, KeyValueBlock block) {
        int width = memory.states().shape().dim(2);
        int count = to - from;
        int first = (row * memory.states().shape().dim(1) + from) * width;
        int projected = 2 * body.keyValueHeads() * body.headWidth();
        try (NativeFloats input = NativeFloats.allocate((long) count * width);
                NativeFloats output = NativeFloats.allocate((long) count * projected)) {
            input.put(0, memory.states().floats().slice(first, count * width));
            Rows states = Rows.of(input, count, width);
            Rows keyValues = Rows.of(output, count, projected);
            for (int n = 0; n < weights.layers().size(); n++) {
                DecoderLayer.OfMemory layer = weights.layers().get(n).memory();
                if (layer != null) {
                    project(n, layer.keyValue(), states, keyValues, from, block);
                }
            }
        }
    }

    private void project(int layer, Linear linear, Rows states, Rows keyValues, int from, KeyValueBlock block) {
        int width = body.headWidth();
        Grid.of(states.count(), linear.out(), width, backend.threads())
                .forEach(backend.crew(), tile -> backend.scratches().lend(scratch -> {
                    linear.apply(states, keyValues, tile, scratch);
                    Rows columns = keyValues.columns(tile.column(), tile.columnEnd());
                    float[] row = scratch.row(linear.out());
                    for (int r = tile.row(); r < tile.rowEnd(); r++) {
                        columns.get(r, row, tile.column());
                        Vectors.add(row, linear.bias(), tile.column(), tile.columnEnd());
                        for (int at = tile.column(); at < tile.columnEnd(); at += width) {
                            int head = at / width;
                            Rows target = head < body.keyValueHeads()
                                    ? block.keys(layer, head)
                                    : block.values(layer, head - body.keyValueHeads());
                            target.put(from + r, row, at);
                        }
                    }
                }));
    }
}
