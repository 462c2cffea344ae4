package dev.heed.djl;

import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sequences of a batch sorted by length and cut into parts, each of which runs on its own. Padding is not among them,
 * and costs nothing.
 *
 * @param parts the parts, longest sequences first
 * @param balanced whether the parts can keep all threads busy alike
 */
record PackedBatch(List<Part> parts, boolean balanced) {
    /** About as many numbers inside a part's feed-forward blocks that they stay near a core and products are large. */
    private static final int NUMBERS_OF_A_PART = 3 << 19;

    /** What a part holds however narrow, or wide, the feed-forward blocks are. */
    private static final int FEWEST_TOKENS_OF_A_PART = 128;

    private static final int MOST_TOKENS_OF_A_PART = 2048;

    /** Fewer tokens than this to a thread, and all threads are better used on one part after the other. */
    private static final int LEAST_TOKENS_OF_A_THREAD = 64;

    /**
     * Some of the sequences.
     *
     * @param sequences their indices in the batch, in the order in which their tokens are packed
     * @param lengths their lengths, in the same order: the longest first
     */
    record Part(int[] sequences, int[] lengths) {
        int tokens() {
            int sum = 0;
            for (int length : lengths) {
                sum += length;
            }
            return sum;
        }

        /** The number of rows to compute: tokens, and a few more, so that not every number of tokens is a new shape. */
        int rows() {
            int tokens = tokens();
            int step = tokens <= 128 ? 16 : 64;
            return (tokens + step - 1) / step * step;
        }

        int longest() {
            return lengths[0];
        }

        /** The script's {@code runs}: first token, sequences and length of each run of equally long sequences. */
        long[] runs() {
            long[] runs = new long[3 * lengths.length];
            int at = 0;
            long first = 0;
            for (int i = 0; i < lengths.length; ) {
                int end = i;
                while (end < lengths.length && lengths[end] == lengths[i]) {
                    end++;
                }
                runs[at++] = first;
                runs[at++] = (long) end - i;
                runs[at++] = lengths[i];
                first += (long) (end - i) * lengths[i];
                i = end;
            }
            return Arrays.copyOf(runs, at);
        }
    }

    static PackedBatch of(EncoderCall call, int threads) {
        int[] order = longestFirst(call);
        int[] lengths = new int[order.length];
        int tokens = 0;
        for (int i = 0; i < order.length; i++) {
            lengths[i] = call.length(order[i]);
            tokens += lengths[i];
        }
        int share = Math.max(1, (tokens + threads - 1) / threads);
        boolean balanced =
                threads > 1 && share >= LEAST_TOKENS_OF_A_THREAD && order.length >= threads && lengths[0] <= share;
        int most = mostTokens(call.spec());
        int count = balanced ? threads * groups(share, most) : groups(tokens, most);
        return new PackedBatch(cut(order, lengths, tokens, count), balanced);
    }

    private static int mostTokens(TransformerSpec spec) {
        int inside = spec.feedForwardWidth() * (spec.activation().gated() ? 2 : 1);
        return Math.min(MOST_TOKENS_OF_A_PART, Math.max(FEWEST_TOKENS_OF_A_PART, NUMBERS_OF_A_PART / inside));
    }

    private static int groups(int tokens, int most) {
        return (tokens + most - 1) / most;
    }

    /** So many parts, or fewer if there are not as many sequences, as even as whole sequences allow. */
    private static List<Part> cut(int[] order, int[] lengths, int tokens, int count) {
        List<Part> parts = new ArrayList<>();
        long before = 0;
        int from = 0;
        for (int part = 1; part <= count && from < order.length; part++) {
            long end = (long) tokens * part / count;
            int to = from;
            while (to < order.length && (to == from || before + lengths[to] / 2 <= end)) {
                before += lengths[to++];
            }
            parts.add(new Part(Arrays.copyOfRange(order, from, to), Arrays.copyOfRange(lengths, from, to)));
            from = to;
        }
        return parts;
    }

    /** The sequences that have tokens. */
    private static int[] longestFirst(EncoderCall call) {
        if (call.batch() == 1 && call.length(0) > 0) {
            return new int[1];
        }
        return IntStream.range(0, call.batch())
                .filter(b -> call.length(b) > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer b) -> call.length(b)).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
