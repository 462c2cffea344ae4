package dev.heed.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts texts into batches of like length, so that the whole costs least: a batch costs as many tokens as it holds,
 * padding included, and {@link #CALL} more, because each call reads all weights once. Found by dynamic programming over
 * the lengths that occur.
 */
final class LengthBatches {
    /** What a call costs besides its tokens, in tokens. */
    private static final int CALL = 32;

    /** Bounds the memory of one call; a single text may be longer. */
    private static final int MOST_TOKENS = 4096;

    private final int[] lengths;
    private final int[] order;
    /** Where in the order a run of equal lengths ends. */
    private final int[] runEnds;

    private LengthBatches(int[] lengths) {
        this.lengths = lengths;
        this.order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> lengths[i]))
                .mapToInt(i -> i)
                .toArray();
        this.runEnds = IntStream.rangeClosed(1, order.length)
                .filter(end -> end == order.length || lengths[order[end]] != lengths[order[end - 1]])
                .toArray();
    }

    /** For each batch the indexes of its texts; every index is in one batch. Longest texts first. */
    static List<int[]> of(int[] lengths) {
        return new LengthBatches(lengths).batches();
    }

    private List<int[]> batches() {
        int runs = runEnds.length;
        long[] cost = new long[runs + 1];
        int[] start = new int[runs + 1];
        for (int end = 1; end <= runs; end++) {
            cost[end] = Long.MAX_VALUE;
            for (int from = end - 1; from >= 0; from--) {
                long through = cost[from] + costOf(from, end);
                if (through < cost[end]) {
                    cost[end] = through;
                    start[end] = from;
                }
            }
        }
        List<int[]> batches = new ArrayList<>();
        for (int end = runs; end > 0; end = start[end]) {
            cut(begin(start[end]), runEnds[end - 1], batches);
        }
        return Collections.unmodifiableList(batches);
    }

    private long costOf(int fromRun, int endRun) {
        int end = runEnds[endRun - 1];
        int count = end - begin(fromRun);
        int length = lengths[order[end - 1]];
        return (long) count * length + (long) calls(count, length) * CALL;
    }

    private int begin(int run) {
        return run == 0 ? 0 : runEnds[run - 1];
    }

    private static int calls(int count, int length) {
        int rows = Math.max(1, MOST_TOKENS / Math.max(1, length));
        return (count + rows - 1) / rows;
    }

    private void cut(int begin, int end, List<int[]> batches) {
        int count = end - begin;
        int calls = calls(count, lengths[order[end - 1]]);
        for (int call = calls - 1; call >= 0; call--) {
            batches.add(Arrays.copyOfRange(
                    order,
                    begin + (int) ((long) count * call / calls),
                    begin + (int) ((long) count * (call + 1) / calls)));
        }
    }
}
