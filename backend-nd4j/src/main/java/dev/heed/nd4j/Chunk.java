package dev.heed.nd4j;

import dev.heed.spi.EncoderCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Some sequences of a batch, without their padding, one after the other.
 *
 * @param sequences none is empty
 * @param rows their tokens together
 */
record Chunk(List<Sequence> sequences, int rows) {
    private static final int FEWEST_ROWS = 64;
    private static final int MOST_ROWS = 256;
    private static final int CHUNKS_FOR_EACH_THREAD = 4;

    /**
     * A sequence in a chunk.
     *
     * @param entry its number in the batch
     * @param start its first row in the chunk
     * @param length its tokens
     */
    record Sequence(int entry, int start, int length) {}

    /** The position of each row in its sequence. */
    int[] positions() {
        int[] positions = new int[rows];
        for (Sequence sequence : sequences) {
            for (int i = 0; i < sequence.length; i++) {
                positions[sequence.start + i] = i;
            }
        }
        return positions;
    }

    /** The whole batch in chunks that stay in a core's cache; a sequence is never divided. */
    static List<Chunk> of(EncoderCall call, int threads) {
        long total = 0;
        for (int b = 0; b < call.batch(); b++) {
            total += call.length(b);
        }
        long share = total / threads / CHUNKS_FOR_EACH_THREAD;
        return upTo((int) Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, share)), call);
    }

    /** The whole batch in one. */
    static List<Chunk> one(EncoderCall call) {
        return upTo(Integer.MAX_VALUE, call);
    }

    private static List<Chunk> upTo(int mostRows, EncoderCall call) {
        List<Chunk> chunks = new ArrayList<>();
        List<Sequence> sequences = new ArrayList<>();
        int rows = 0;
        for (int b = 0; b < call.batch(); b++) {
            int length = call.length(b);
            if (rows > 0 && rows + length > mostRows) {
                chunks.add(new Chunk(sequences, rows));
                sequences = new ArrayList<>();
                rows = 0;
            }
            if (length > 0) {
                sequences.add(new Sequence(b, rows, length));
                rows = Math.addExact(rows, length);
            }
        }
        if (rows > 0) {
            chunks.add(new Chunk(sequences, rows));
        }
        return chunks;
    }
}
