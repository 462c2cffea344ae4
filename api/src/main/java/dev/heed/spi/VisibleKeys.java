package dev.heed.spi;

import dev.heed.attention.Alignment;
import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The masks of one call in a form that is easy to compute with: for each query a range of keys (from causal masks,
 * windows and lengths, however many there were), and besides it the tensors and patterns, all of which must hold (rule
 * ATT-10).
 */
public final class VisibleKeys {
    private final int queries;
    private final int keys;
    private final int[] queryLengths;
    private final int[] keyLengths;
    private final Band bottomRight = new Band();
    private final Band topLeft = new Band();
    private final List<Broadcast> allowed = new ArrayList<>();
    private final List<Broadcast> additive = new ArrayList<>();
    private final List<Mask.GlobalLocal> globalLocal = new ArrayList<>();
    private final List<Mask.BlockSparse> blockSparse = new ArrayList<>();

    /** How far a query sees on both sides, the narrowest of all masks of one alignment. */
    private static final class Band {
        private int left = Mask.UNBOUNDED;
        private int right = Mask.UNBOUNDED;

        private void narrow(int newLeft, int newRight) {
            left = Math.min(left, newLeft);
            right = Math.min(right, newRight);
        }

        private int from(int position) {
            return left == Mask.UNBOUNDED ? 0 : clampToInt((long) position - left);
        }

        private int to(int position) {
            return right == Mask.UNBOUNDED ? Integer.MAX_VALUE : clampToInt((long) position + right + 1);
        }

        private static int clampToInt(long value) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
        }
    }

    VisibleKeys(Mask specMask, Mask callMask, Shape weights, int[] queryLengths) {
        this.queries = weights.dim(2);
        this.keys = weights.dim(3);
        this.queryLengths = queryLengths;
        this.keyLengths = new int[weights.dim(0)];
        Arrays.fill(keyLengths, keys);
        Collector collector = new Collector(weights);
        specMask.match(collector);
        callMask.match(collector);
    }

    /** How many queries batch entry b has. */
    public int queryLength(int b) {
        return queryLengths[b];
    }

    /** How many keys batch entry b has. */
    public int keyLength(int b) {
        return keyLengths[b];
    }

    /** The position of a query among the keys of its own batch entry, aligned bottom-right (rule ATT-7). */
    public int alignedPosition(int b, int query) {
        return query + keyLengths[b] - queryLengths[b];
    }

    /** The first key of the query's range; equal to {@link #to} when the range is empty. */
    public int from(int b, int query) {
        int from = Math.max(bottomRight.from(alignedPosition(b, query)), topLeft.from(query));
        return Math.max(0, Math.min(from, to(b, query)));
    }

    /** The key after the last one of the query's range; 0 for queries past the entry's query length. */
    public int to(int b, int query) {
        if (query >= queryLengths[b]) {
            return 0;
        }
        int to = Math.min(bottomRight.to(alignedPosition(b, query)), topLeft.to(query));
        return Math.max(0, Math.min(to, keyLengths[b]));
    }

    /** Whether every query sees every key: no range is cut, and there is no tensor and no pattern. */
    public boolean everything() {
        return !dense() && !patterned() && full() && unbounded(bottomRight) && unbounded(topLeft);
    }

    /** Whether all there is to it is one causal mask, aligned bottom-right, over batch entries of full length. */
    public boolean causalOnly() {
        boolean causal = bottomRight.left == Mask.UNBOUNDED && bottomRight.right == 0;
        return !dense() && !patterned() && full() && causal && unbounded(topLeft);
    }

    /** Whether all there is to it are lengths of keys and queries. */
    public boolean lengthsOnly() {
        return !dense() && !patterned() && unbounded(bottomRight) && unbounded(topLeft);
    }

    /** Whether mask tensors are part of it. */
    public boolean dense() {
        return !allowed.isEmpty() || !additive.isEmpty();
    }

    /** Whether patterns beyond a window are part of it (rule ATT-13). */
    public boolean patterned() {
        return !globalLocal.isEmpty() || !blockSparse.isEmpty();
    }

    private boolean full() {
        return Arrays.stream(keyLengths).allMatch(length -> length == keys)
                && Arrays.stream(queryLengths).allMatch(length -> length == queries);
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (int) (((long) dividend + divisor - 1) / divisor);
    }

    private static boolean unbounded(Band band) {
        return band.left == Mask.UNBOUNDED && band.right == Mask.UNBOUNDED;
    }

    /** The boolean mask tensors; a key is visible only where all are true. */
    public List<Broadcast> allowed() {
        return List.copyOf(allowed);
    }

    /** The additive mask tensors; their sum is added to the scores, and −∞ in any excludes. */
    public List<Broadcast> additive() {
        return List.copyOf(additive);
    }

    /** The local and global patterns. */
    public List<Mask.GlobalLocal> globalLocal() {
        return List.copyOf(globalLocal);
    }

    /** The block maps. */
    public List<Mask.BlockSparse> blockSparse() {
        return List.copyOf(blockSparse);
    }

    private final class Collector implements Mask.Cases<VisibleKeys> {
        private final Shape weights;

        private Collector(Shape weights) {
            this.weights = weights;
        }

        @Override
        public VisibleKeys none(Mask.None mask) {
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys causal(Mask.Causal mask) {
            return narrow(mask.alignment(), Mask.UNBOUNDED, 0);
        }

        @Override
        public VisibleKeys window(Mask.Window mask) {
            return narrow(mask.alignment(), mask.left(), mask.right());
        }

        private VisibleKeys narrow(Alignment alignment, int left, int right) {
            (alignment == Alignment.BOTTOM_RIGHT ? bottomRight : topLeft).narrow(left, right);
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys keyLengths(Mask.KeyLengths mask) {
            int[] lengths = AttentionCall.lengths("mask.keyLengths", mask.lengths(), weights.dim(0), keys, "keys");
            Arrays.setAll(keyLengths, b -> Math.min(keyLengths[b], lengths[b]));
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys allowed(Mask.Allowed mask) {
            allowed.add(Broadcast.of("mask.allowed", mask.allowed(), weights));
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys additive(Mask.Additive mask) {
            additive.add(Broadcast.of("mask.additive", mask.addend(), weights));
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys globalLocal(Mask.GlobalLocal mask) {
            globalLocal.add(mask);
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys blockSparse(Mask.BlockSparse mask) {
            int blocksOfQueries = ceilDiv(queries, mask.blockSize());
            int blocksOfKeys = ceilDiv(keys, mask.blockSize());
            Shape map = mask.map().shape();
            boolean heads = map.dim(0) == 1 || map.dim(0) == weights.dim(1);
            if (!heads || map.dim(1) != blocksOfQueries || map.dim(2) != blocksOfKeys) {
                throw new IllegalArgumentException("mask.blockSparse: expected a map of [1 or " + weights.dim(1) + ", "
                        + blocksOfQueries + ", " + blocksOfKeys + "] (heads, blocks of queries, blocks of keys), got "
                        + map);
            }
            blockSparse.add(mask);
            return VisibleKeys.this;
        }

        @Override
        public VisibleKeys all(Mask.All mask) {
            mask.masks().forEach(each -> each.match(this));
            return VisibleKeys.this;
        }
    }
}
