package dev.heed.djl;

import ai.djl.pytorch.jni.IValue;
import dev.heed.spi.VisibleKeys;
import java.util.function.IntFunction;

/**
 * What the tokens of a part of a batch see, as the script's method {@code transformer} takes it. Short sequences all
 * see a corner of one addend; long ones attend by tiles.
 *
 * @param visible what the longest sequence sees of itself
 * @param rows the same, as the script takes it
 * @param tiles those of all runs; none for short sequences
 * @param ends how many tiles there are before each run, and in all; nothing for short sequences
 * @param index the tiles' index
 */
record EncoderMask(VisibleKeys visible, AttentionRows rows, long[] tiles, long[] ends, int[] index) {
    /** An addend that all layers share may be so much larger than one that each makes anew. */
    private static final int LAYERS = 4;

    /**
     * @param visibleIn what a sequence of some length sees of itself
     * @param biased whether something is added by distance
     */
    static EncoderMask of(
            PackedBatch.Part part, IntFunction<VisibleKeys> visibleIn, int heads, boolean biased, CallSizes sizes) {
        int longest = part.longest();
        VisibleKeys visible = visibleIn.apply(longest);
        AttentionRows rows = AttentionRows.of(visible, 1, longest, longest);
        if ((long) longest * longest <= (long) LAYERS * sizes.scores()) {
            return new EncoderMask(visible, rows, new long[0], new long[0], new int[0]);
        }
        long[] runs = part.runs();
        long[] ends = new long[runs.length / 3 + 1];
        TilePlan plan = new TilePlan();
        for (int run = 0; run < runs.length / 3; run++) {
            int length = (int) runs[3 * run + 2];
            VisibleKeys own = visibleIn.apply(length);
            TileCutter cutter = new TileCutter(sizes, own, AttentionRows.of(own, 1, length, length), biased, false);
            cutter.cut(new HeadRange(0, (int) runs[3 * run + 1], 0, heads), plan);
            ends[run + 1] = plan.count();
        }
        return new EncoderMask(visible, rows, plan.tiles(), ends, plan.index());
    }

    /** The argument {@code index}. */
    IValue index(NativeScope scope) {
        return scope.indices(index);
    }

    /** The argument {@code ranges}. */
    IValue ranges(NativeScope scope) {
        return scope.list(rows.array(scope));
    }

    /** The argument {@code patterns}. */
    IValue patterns(NativeScope scope) {
        return AttentionArguments.patterns(visible, rows, scope);
    }

    /** The argument {@code bias}. */
    IValue bias(DistanceBias bias, int heads, NativeScope scope) {
        return AttentionArguments.bias(bias, rows, heads, scope);
    }

    /** The argument {@code firstDistance}. */
    int firstDistance() {
        return rows.firstDistance();
    }
}
