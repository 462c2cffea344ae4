package dev.heed.conformance.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A sequence's pages, and its memory projected for every layer. */
final class CachedRow {
    private final List<CachePage> pages = new ArrayList<>();
    private List<double[][]> memoryKeys;
    private List<double[][]> memoryValues;
    private int memoryLength;
    private int shared;
    private int length;
    private int everFed;
    private int longest;

    /** @param memoryLength how many of the memory's entries count */
    CachedRow(List<double[][]> memoryKeys, List<double[][]> memoryValues, int memoryLength) {
        this.memoryKeys = memoryKeys;
        this.memoryValues = memoryValues;
        this.memoryLength = memoryLength;
    }

    /** A row that goes on from the same state; from now on both copy a page before they write to it. */
    CachedRow branch() {
        CachedRow branch = alias();
        shared = pages.size();
        branch.shared = shared;
        return branch;
    }

    /** A row that goes on from the same state, and writes to the same pages. */
    CachedRow alias() {
        CachedRow alias = new CachedRow(memoryKeys, memoryValues, memoryLength);
        alias.pages.addAll(pages);
        alias.shared = shared;
        alias.length = length;
        alias.everFed = everFed;
        alias.longest = longest;
        return alias;
    }

    /** A row with pages of its own. */
    CachedRow deepCopy() {
        CachedRow copy = alias();
        copy.pages.replaceAll(CachePage::copy);
        return copy;
    }

    /** Makes room for a token; the pages are taken from a source. */
    void grow(IntFunction<CachePage> source) {
        int index = length / CachePage.TOKENS;
        if (index == pages.size()) {
            pages.add(source.apply(index));
        } else if (index < shared) {
            pages.set(index, pages.get(index).copy());
            shared = index;
        }
        length++;
        everFed++;
        longest = Math.max(longest, length);
    }

    /** Writes what the last token leaves. */
    void put(int layer, double[] key, double[] value) {
        pages.get((length - 1) / CachePage.TOKENS).put(layer, (length - 1) % CachePage.TOKENS, key, value);
    }

    double[] key(int layer, int place) {
        return pages.get(place / CachePage.TOKENS).key(layer, place % CachePage.TOKENS);
    }

    double[] value(int layer, int place) {
        return pages.get(place / CachePage.TOKENS).value(layer, place % CachePage.TOKENS);
    }

    void cut(int newLength) {
        length = newLength;
        int kept = (newLength + CachePage.TOKENS - 1) / CachePage.TOKENS;
        pages.subList(kept, pages.size()).clear();
        shared = Math.min(shared, kept);
    }

    /** Counts on from another's tokens. */
    void countOn(CachedRow other) {
        everFed = other.everFed;
    }

    /** Reads another's memory from now on. */
    void takeMemory(CachedRow other) {
        memoryKeys = other.memoryKeys;
        memoryValues = other.memoryValues;
        memoryLength = other.memoryLength;
    }

    List<CachePage> pages() {
        return pages;
    }

    int length() {
        return length;
    }

    /** How many tokens it was ever fed, those taken back included. */
    int everFed() {
        return everFed;
    }

    /** How many tokens it ever held at once. */
    int longest() {
        return longest;
    }

    int memoryLength() {
        return memoryLength;
    }

    double[][] memoryKeys(int layer) {
        return memoryKeys.get(layer);
    }

    double[][] memoryValues(int layer) {
        return memoryValues.get(layer);
    }
}
