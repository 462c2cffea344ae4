package dev.heed.djl;

import dev.heed.attention.AttentionSpec;
import dev.heed.spi.AttentionCall;
import java.util.ArrayList;
import java.util.List;

/**
 * How a call is cut: one part, or parts of some key/value heads of one batch entry each, so that native memory never
 * holds the whole of a large call, and that threads need not wait for each other. Depends on sizes alone (rule ATT-15).
 *
 * @param parts the key/value heads of each part
 * @param apart whether each is to run on a single thread
 */
record CallParts(List<HeadRange> parts, boolean apart) {
    /** Fewer parts than this to a thread, and one thread may wait long for the last part of another. */
    private static final int PARTS_OF_A_THREAD = 4;

    /** @param work about how many multiplications the call needs */
    static CallParts of(AttentionCall call, long work, int threads, CallSizes sizes) {
        int heads = call.spec().keyValueHeads();
        long units = (long) heads * call.batch();
        boolean even = units % threads == 0 || units >= (long) PARTS_OF_A_THREAD * threads;
        boolean apart = threads > 1 && even && work >= sizes.work();
        long bytes = bytesOfHead(call);
        if (!apart && bytes * units <= sizes.bytes() * PARTS_OF_A_THREAD) {
            return new CallParts(List.of(new HeadRange(0, call.batch(), 0, heads)), false);
        }
        long most = Math.max(1, Math.min(sizes.bytes() / Math.max(1, bytes), units / threads));
        int step = (int) Math.min(heads, most);
        List<HeadRange> parts = new ArrayList<>();
        for (int entry = 0; entry < call.batch(); entry++) {
            for (int head = 0; head < heads; head += step) {
                parts.add(new HeadRange(entry, 1, head, Math.min(step, heads - head)));
            }
        }
        return new CallParts(parts, apart);
    }

    /** Of what one key/value head and its query heads have in query, key, value and results. */
    private static long bytesOfHead(AttentionCall call) {
        AttentionSpec spec = call.spec();
        int groups = spec.heads() / spec.keyValueHeads();
        long widths = (long) spec.headWidth() + spec.valueWidth();
        int squares = (spec.returnWeights() ? 1 : 0) + (spec.returnScores().isPresent() ? 1 : 0);
        long numbers = call.keys() * widths + (long) groups * call.queries() * (widths + (long) squares * call.keys());
        return numbers * Float.BYTES;
    }
}
