package dev.heed.conformance.mutants;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSpec;
import dev.heed.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a decoder with a cache does at the places where its author could go wrong. Right as it stands. */
class Habits {
    /** What is computed. */
    DecoderSpec spec(DecoderSpec spec) {
        return spec;
    }

    /** What it is computed with. */
    Map<String, Tensor> weights(Map<String, Tensor> weights) {
        return weights;
    }

    /**
     * Where a token stands, for whatever depends on it.
     *
     * @param place how many tokens the row holds before it
     * @param inCall how many of them came in the same call
     */
    int position(CachedSession session, CachedRow row, int place, int inCall) {
        return place;
    }

    /** Whether a token sees one before it, or itself. */
    boolean sees(CachedRow row, int left, int key, int place, int inCall) {
        return place - key <= left;
    }

    /** How many of a memory's entries a token sees. */
    int memoryLength(CachedRow row, int place) {
        return row.memoryLength();
    }

    /** The slot of a call's logits that is a row's last. */
    int last(int count, int longest) {
        return count - 1;
    }

    /** The page that a row takes next. */
    CachePage take(CachedDecoder decoder, int index) {
        return new CachePage(decoder.layers());
    }

    /** A row in the place of another, when rows are gathered. */
    CachedRow gathered(CachedRow row) {
        return row.branch();
    }

    /** A row of a fork. */
    CachedRow forked(CachedRow row) {
        return row.branch();
    }

    /** Takes a row back. */
    void truncate(CachedRow row, int length) {
        row.cut(length);
    }

    /** A row that joins. */
    CachedRow joined(CachedSession session, CachedRow row) {
        return row;
    }

    /** Is told of a row that leaves. */
    void left(CachedSession session, CachedRow row) {}

    /** Whether a session ends when it is closed. */
    boolean closes() {
        return true;
    }

    /** Is told of a session that ends. */
    void closed(CachedSession session) {}

    /** Is told of a feed that is done. */
    void fed(DecoderInputs inputs) {}

    /** Is told of a feed or a reorder that failed. */
    void failed(CachedSession session, List<Integer> order) {}

    /** Whether a feed that no longer fits is refused. */
    boolean refusesTooMany() {
        return true;
    }

    /** Whether a second thread is turned away. */
    boolean guarded() {
        return true;
    }

    /** Is called between reading the state and writing it back. */
    void underWay(CachedSession session) {}

    /** The pages that rows take. */
    long pages(CachedDecoder decoder, List<CachedRow> rows) {
        Set<CachePage> pages = Collections.newSetFromMap(new IdentityHashMap<>());
        rows.forEach(row -> pages.addAll(row.pages()));
        return pages.size();
    }

    /** What becomes of the logits. */
    float[] logits(CachedSession session, float[] logits) {
        return logits;
    }
}
