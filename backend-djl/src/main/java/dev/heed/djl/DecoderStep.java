package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One call of the script's method {@code decode}: tokens for some rows, whose caches have room for them. */
final class DecoderStep {
    /**
     * oneDNN reads the weights of a product of one row, and of those packed for many rows of two as well, more slowly
     * than those of a product of four: a step of fewer tokens has tokens added to it that nobody sees.
     */
    private static final int FEWEST_TOKENS = 4;

    private final DjlDecoder decoder;
    private final List<CachedRow> rows = new ArrayList<>();
    private final List<int[]> tokens = new ArrayList<>();
    private final List<Integer> picked = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();
    private int count;

    DecoderStep(DjlDecoder decoder) {
        this.decoder = decoder;
    }

    /** Feeds a row, and asks for the logits of its tokens from one on. */
    void add(CachedRow row, int[] ids, int firstPicked) {
        rows.add(row);
        tokens.add(ids);
        for (int t = firstPicked; t < ids.length; t++) {
            picked.add(count + t);
        }
        asked.add(ids.length - firstPicked);
        count += ids.length;
    }

    /** Whether there is nothing to feed. */
    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The logits [picked, vocabulary], in the order in which they were asked for. The scope keeps them. */
    PtNDArray run(NativeScope scope) {
        int computed = Math.max(count, FEWEST_TOKENS);
        long[] ids = new long[computed];
        long[] positions = new long[computed];
        List<Long> shape = new ArrayList<>();
        List<PtNDArray> blocks = new ArrayList<>();
        List<Long> held = new ArrayList<>();
        List<PtNDArray> memories = new ArrayList<>();
        int at = 0;
        int longest = 0;
        for (int i = 0; i < rows.size(); i++) {
            CachedRow row = rows.get(i);
            int past = row.length();
            int fed = tokens.get(i).length;
            for (int t = 0; t < fed; t++) {
                ids[at] = tokens.get(i)[t];
                positions[at++] = (long) past + t;
            }
            longest = Math.max(longest, past + fed);
            shape.addAll(List.of((long) fed, (long) past, (long) row.parts().size(), (long) asked.get(i)));
            row.parts().forEach(part -> blocks.addAll(part.block().memory().layers()));
            for (int tokensOfPart : row.countsWith(fed)) {
                held.add((long) tokensOfPart);
            }
            row.memory().ifPresent(memory -> memories.add(memory.array()));
        }
        DecoderWeights weights = decoder.weights();
        IValue[] arguments = {
            scope.list(ids),
            scope.list(positions),
            scope.list(longs(shape)),
            scope.list(blocks.toArray(PtNDArray[]::new)),
            scope.list(longs(held)),
            scope.list(memories.toArray(PtNDArray[]::new)),
            decoder.distances().argument(longest, scope),
            scope.list(pickedTokens()),
            scope.value((long) picked.size()),
            weights.windows(),
            weights.more(),
            weights.limits(),
            weights.outer(),
            weights.inner(),
            weights.shape(),
            weights.numbers()
        };
        return decoder.torch()
                .workers()
                .together(work(), () -> scope.result(decoder.torch().decoderCall("decode", arguments)));
    }

    /** The tokens whose logits are computed: those asked for, and others behind them if these are few. */
    private long[] pickedTokens() {
        int computed = picked.isEmpty() ? 0 : Math.max(picked.size(), FEWEST_TOKENS);
        return Arrays.copyOf(longs(picked), computed);
    }

    private static long[] longs(List<? extends Number> list) {
        return list.stream().mapToLong(Number::longValue).toArray();
    }

    /** The multiplications of a layer, about. */
    private long work() {
        TransformerSpec body = decoder.spec().body();
        long attention = 2L * body.width() * (body.heads() + body.keyValueHeads()) * body.headWidth();
        long feedForward = (body.activation().gated() ? 3L : 2L) * body.width() * body.feedForwardWidth();
        return count * (attention + feedForward);
    }
}
