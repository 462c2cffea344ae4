package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.decoder.DecoderSpec;
import java.util.ArrayList;
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

    /** Memory for so many tokens, of whatever numbers. */
    CacheMemory take(int tokens) {
        List<PtNDArray> taken = new ArrayList<>(layers);
        try {
            for (int n = 0; n < layers; n++) {
                taken.add(torch.unmanaged(new int[] {2, heads, tokens, headWidth}, DataType.FLOAT32));
            }
        } catch (RuntimeException | Error failure) {
            taken.forEach(PtNDArray::close);
            throw failure;
        }
        bytes += bytesOf(tokens);
        return new CacheMemory(taken, tokens);
    }

    /** Gives back what was taken. */
    void giveBack(CacheMemory memory) {
        bytes -= bytesOf(memory.tokens());
        memory.layers().forEach(PtNDArray::close);
    }

    /** Copies tokens, from one on, to the beginning of another memory. */
    void copy(CacheMemory from, int start, int count, CacheMemory to) {
        move(from, start, count, to, 0);
    }

    /** Copies all parts, one after the other, to the beginning of a memory. */
    void gather(List<CachePart> parts, CacheMemory to) {
        int at = 0;
        for (CachePart part : parts) {
            move(part.block().memory(), 0, part.count(), to, at);
            at += part.count();
        }
    }

    private void move(CacheMemory from, int start, int count, CacheMemory to, int at) {
        if (count == 0 || layers == 0) {
            return;
        }
        try (NativeScope scope = torch.scope()) {
            scope.result(torch.decoderCall(
                    "move",
                    scope.list(from.layers().toArray(PtNDArray[]::new)),
                    scope.value((long) start),
                    scope.value((long) count),
                    scope.list(to.layers().toArray(PtNDArray[]::new)),
                    scope.value((long) at)));
        }
    }
}
