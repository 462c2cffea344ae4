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
    private final ProjectionStage stage;

    MemoryProjection(TransformerSpec body, DecoderWeights weights, ProjectionStage stage) {
        this.body = body;
        this.weights = weights;
        this.stage = stage;
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

    private void project(int layer, Projection projection, Rows states, Rows keyValues, int from, KeyValueBlock block) {
        int heads = body.keyValueHeads();
        stage.project(projection, states, keyValues, (r, result, scratch) -> {
            for (int head = 0; head < heads; head++) {
                block.keys(layer, head).put(from + r, result, head * body.headWidth());
                block.values(layer, head).put(from + r, result, (heads + head) * body.headWidth());
            }
        });
    }
}
