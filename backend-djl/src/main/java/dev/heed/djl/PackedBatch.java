package dev.heed.djl;

import dev.heed.spi.EncoderCall;
import java.util.ArrayList;
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
    /** About as many tokens to a part that its states stay in a core's cache and its products are still large. */
    private static final int TOKENS_OF_A_PART = 512;

    /** Fewer tokens than this to a thread, and all threads are better used on one part after the other. */
    private static final int LEAST_TOKENS_OF_A_THREAD = 64;

    /**
     * Some of the sequences.
     *
     * @param sequences their indices in the batch, in the order in which their tokens are packed
     * @param lengths their lengths, in the same order
     */
    record Part(List<Integer> sequences, List<Integer> lengths) {
        int tokens() {
            return lengths.stream().mapToInt(Integer::intValue).sum();
        }

        /** The number of rows to compute: tokens, and a few more, so that not every number of tokens is a new shape. */
        int rows() {
            int tokens = tokens();
            int step = tokens <= 128 ? 16 : 64;
            return (tokens + step - 1) / step * step;
        }

        int longest() {
            return lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        /** The script's {@code runs}: first token, sequences and length of each run of equally long sequences. */
        long[] runs() {
            List<Long> runs = new ArrayList<>();
            long first = 0;
            for (int i = 0; i < lengths.size(); ) {
                int end = i;
                while (end < lengths.size() && lengths.get(end).equals(lengths.get(i))) {
                    end++;
                }
                runs.addAll(List.of(first, (long) end - i, (long) lengths.get(i)));
                first += (long) (end - i) * lengths.get(i);
                i = end;
            }
            return runs.stream().mapToLong(Long::longValue).toArray();
        }
    }

    static PackedBatch of(EncoderCall call, int threads) {
        List<Integer> order = IntStream.range(0, call.batch())
                .filter(b -> call.length(b) > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer b) -> call.length(b)).reversed())
                .toList();
        int tokens = order.stream().mapToInt(call::length).sum();
        int share = Math.max(1, (tokens + threads - 1) / threads);
        boolean balanced = threads > 1
                && share >= LEAST_TOKENS_OF_A_THREAD
                && order.size() >= threads
                && call.length(order.get(0)) <= share;
        int most = balanced ? Math.min(share, TOKENS_OF_A_PART) : TOKENS_OF_A_PART;
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (from < order.size()) {
            int to = from + 1;
            int sum = call.length(order.get(from));
            while (to < order.size() && sum + call.length(order.get(to)) <= most) {
                sum += call.length(order.get(to++));
            }
            List<Integer> some = order.subList(from, to);
            parts.add(new Part(some, some.stream().map(call::length).toList()));
            from = to;
        }
        return new PackedBatch(parts, balanced);
    }
}
