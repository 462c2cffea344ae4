package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.decoder.DecoderSpec;
import java.util.List;

/**
 * The native memory of a decoder's caches (rule DEC-8). Not for several threads at once: the decoder's lock is held by
 * whoever uses it, or one of its blocks, parts and rows.
 */
final class KeyValueCache {
    /** Memory is taken by so many tokens. */
    static final int PAGE = 64;

    private final Torch torch;
    private final int layers;
    private final int heads;
    private final int headWidth;
    private final long tokenBytes;
    private long bytes;

    KeyValueCache(DecoderSpec spec, Torch torch) {
        this.torch = torch;
        this.layers = spec.body().layers();
        this.heads = spec.body().keyValueHeads();
        this.headWidth = spec.body().headWidth();
        this.tokenBytes = spec.cachedNumbers() * Float.BYTES;
    }

    long bytes() {
        return bytes;
    }

    long bytesOf(int tokens) {
        return tokens * tokenBytes;
    }

    /** So many tokens, rounded up to pages. */
    static int pages(int tokens) {
        return Math.toIntExact((tokens + PAGE - 1L) / PAGE * PAGE);
    }

    /** Memory for so many tokens: [layers, 2, keyValueHeads, tokens, headWidth], of whatever numbers. */
    PtNDArray take(int tokens) {
        PtNDArray array = torch.unmanaged(new int[] {layers, 2, heads, tokens, headWidth}, DataType.FLOAT32);
        bytes += bytesOf(tokens);
        return array;
    }

    /** Gives back what was taken for so many tokens. */
    void giveBack(PtNDArray array, int tokens) {
        bytes -= bytesOf(tokens);
        array.close();
    }

    /** Copies tokens, from one on, to the beginning of another array. */
    void copy(PtNDArray from, int start, int count, PtNDArray to) {
        move(from, start, count, to, 0);
    }

    /** Copies all parts, one after the other, to the beginning of an array. */
    void gather(List<CachePart> parts, PtNDArray to) {
        int at = 0;
        for (CachePart part : parts) {
            move(part.block().array(), 0, part.count(), to, at);
            at += part.count();
        }
    }

    private void move(PtNDArray from, int start, int count, PtNDArray to, int at) {
        if (count == 0) {
            return;
        }
        try (NativeScope scope = torch.scope()) {
            scope.result(torch.decoderCall(
                    "move",
                    scope.value(from),
                    scope.value((long) start),
                    scope.value((long) count),
                    scope.value(to),
                    scope.value((long) at)));
        }
    }
}
