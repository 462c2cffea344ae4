package dev.heed.tornado;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which kernels for GPUs a model runs.
 *
 * @param byKernel in the order in which they first run
 */
record KernelRuns(Map<String, Runs> byKernel) {
    /** How often a kernel runs, and what all of its runs cost. */
    record Runs(int count, KernelCost cost) {
        private Runs plus(Runs other) {
            return new Runs(count + other.count, cost.plus(other.cost));
        }
    }

    private KernelRuns() {
        this(new LinkedHashMap<>());
    }

    private void add(Class<?> kernel, int times, KernelCost cost) {
        byKernel.merge(kernel.getSimpleName(), new Runs(times, cost.times(times)), Runs::plus);
    }

    /** What each kernel costs. */
    Map<String, KernelCost> costs() {
        Map<String, KernelCost> costs = new TreeMap<>();
        byKernel.forEach((kernel, runs) -> costs.put(kernel, runs.cost));
        return costs;
    }

    /** All kernels together. */
    Runs total() {
        return byKernel.values().stream().reduce(new Runs(0, new KernelCost(0, 0, 0, 0, 0)), Runs::plus);
    }

    /** An encoder like BERT: {@link CountedWork#encoder}. */
    static KernelRuns encoder(int batch, int length, int layers, int width, int heads, int inner) {
        int rows = batch * length;
        int headWidth = width / heads;
        KernelRuns runs = new KernelRuns();
        runs.add(EmbeddingRows.class, 1, KernelCosts.embedding(rows, width, length, true));
        int pages = batch * KeyValuePages.of(length);
        if (CallHeader.SIZE + EntryParts.size(batch, rows, pages, pages) + 4L * rows > CallEntrance.INTS) {
            // A long call comes through the graph of short ones first, which has a group for a row, whatever it holds.
            runs.add(EmbeddingRows.class, 1, new KernelCost(0, 0, 0, 0, 0));
            runs.add(RowNorm.class, 1, KernelCosts.norm(1, width, false));
        }
        runs.add(RowNorm.class, 1 + 2 * layers, KernelCosts.norm(rows, width, false));
        int identity = Functions.IDENTITY;
        runs.add(MatrixProduct.class, layers, KernelCosts.product(rows, width, 3L * width, identity, false));
        runs.add(HeadRows.class, layers, KernelCosts.heads(rows, heads, heads, headWidth, 0, 0));
        runs.add(
                FusedAttention.class,
                layers,
                KernelCosts.attention(batch, heads, heads, length, length, headWidth, headWidth));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(rows, width, width, identity, true));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(rows, width, inner, Functions.GELU, false));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(rows, inner, width, identity, true));
        return runs;
    }

    /** A token of a decoder like Llama: {@link CountedWork#token}. */
    static KernelRuns token(int held, int layers, int width, int heads, int keyValueHeads, int inner, int vocabulary) {
        int headWidth = width / heads;
        int joint = (heads + 2 * keyValueHeads) * headWidth;
        int identity = Functions.IDENTITY;
        KernelRuns runs = new KernelRuns();
        runs.add(PageCopy.class, 1, new KernelCost(0, 0, 0, 0, 0));
        runs.add(EmbeddingRows.class, 1, KernelCosts.embedding(1, width, 0, false));
        runs.add(RowNorm.class, 2 * layers + 1, KernelCosts.norm(1, width, true));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(1, width, joint, identity, false));
        runs.add(HeadRows.class, layers, KernelCosts.heads(1, heads, keyValueHeads, headWidth, headWidth / 2, 1));
        runs.add(
                FusedAttention.class,
                layers,
                KernelCosts.attention(1, heads, keyValueHeads, 1, held + 1, headWidth, headWidth));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(1, width, width, identity, true));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(1, width, inner, Functions.SILU, false));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(1, width, inner, identity, true));
        runs.add(MatrixProduct.class, layers, KernelCosts.product(1, inner, width, identity, true));
        runs.add(PickedRows.class, 1, KernelCosts.picked(1, width));
        runs.add(MatrixProduct.class, 1, KernelCosts.product(1, width, vocabulary, identity, false));
        return runs;
    }
}
