package dev.heed.djl;

import dev.heed.attention.Mask;
import dev.heed.djl.TilePlan.Kind;
import dev.heed.spi.Broadcast;
import dev.heed.spi.VisibleKeys;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/**
 * Cuts the queries of a call into tiles, so that the work follows what the masks let through (rule ATT-13) and no array
 * is as large as queries times keys. How it cuts depends on sizes and masks alone (rule ATT-15).
 */
final class TileCutter {
    /** Keys with gaps are taken with the gaps if so large a share of them is seen: 3 of 4. */
    private static final int SEEN = 3;

    private static final int OF = 4;

    private final CallSizes sizes;
    private final VisibleKeys visible;
    private final AttentionRows rows;
    private final boolean biased;
    private final boolean everyScore;

    /**
     * @param rows what {@code visible} says of all batch entries
     * @param biased whether something is added by distance
     * @param everyScore whether the scores of hidden keys are wanted too
     */
    TileCutter(CallSizes sizes, VisibleKeys visible, AttentionRows rows, boolean biased, boolean everyScore) {
        this.sizes = sizes;
        this.visible = visible;
        this.rows = rows;
        this.biased = biased;
        this.everyScore = everyScore;
    }

    /** Adds the tiles of some entries and query heads to a plan. */
    void cut(HeadRange part, TilePlan plan) {
        if (rows.alike()) {
            cut(part, part.entry(), new HeadRange(0, part.entries(), 0, part.heads()), plan);
        } else if (small()) {
            BitSet keys = range(0, rows.keys());
            plan.add(new HeadRange(0, part.entries(), 0, part.heads()), range(0, rows.queries()), keys, Kind.MASKED);
        } else {
            for (int e = 0; e < part.entries(); e++) {
                cut(part, part.entry() + e, new HeadRange(e, 1, 0, part.heads()), plan);
            }
        }
    }

    /** Lengths alone are no reason to look at what is past them. */
    private boolean small() {
        boolean lengthsOnly = visible.lengthsOnly() && !biased;
        return (long) rows.queries() * rows.keys() <= sizes.scores() && (everyScore || !lengthsOnly);
    }

    /** The tiles of entries that are like one, which is counted in the call. */
    private void cut(HeadRange part, int entry, HeadRange where, TilePlan plan) {
        boolean byHead = visible.blockSparse().stream()
                .anyMatch(each -> each.map().shape().dim(0) > 1);
        if (!byHead || small()) {
            new OfHeads(entry, 0, where, plan).cut();
            return;
        }
        for (int h = 0; h < part.heads(); h++) {
            HeadRange one = new HeadRange(where.entry(), where.entries(), h, 1);
            new OfHeads(entry, part.head() + h, one, plan).cut();
        }
    }

    private static BitSet range(int from, int to) {
        BitSet range = new BitSet(to);
        range.set(from, to);
        return range;
    }

    /** The tiles of heads that see the same. */
    private final class OfHeads {
        private final int entry;
        private final int head;
        private final HeadRange where;
        private final TilePlan plan;
        private int[] lastShape = new int[0];

        /** Entry and head are counted in the call. */
        private OfHeads(int entry, int head, HeadRange where, TilePlan plan) {
            this.entry = entry;
            this.head = head;
            this.where = where;
            this.plan = plan;
        }

        private void cut() {
            int queries = everyScore ? rows.queries() : visible.queryLength(entry);
            int keys = everyScore ? rows.keys() : visible.keyLength(entry);
            if (queries == 0 || keys == 0) {
                return;
            }
            boolean simple = !biased && !visible.dense() && !visible.patterned();
            if (simple && seesAll(0, queries, keys)) {
                plan.add(where, range(0, queries), range(0, keys), Kind.OPEN);
            } else if (simple && queries == keys && causal(queries)) {
                plan.add(where, range(0, queries), range(0, keys), Kind.CAUSAL);
            } else if (small()) {
                plan.add(where, range(0, queries), range(0, keys), Kind.MASKED);
            } else {
                BitSet global = globals(queries);
                cutRest(queries, global);
                cutListed(global);
            }
        }

        private boolean seesAll(int from, int to, int keys) {
            for (int i = from; i < to; i++) {
                if (rows.from(entry, i) > 0 || rows.to(entry, i) < keys) {
                    return false;
                }
            }
            return true;
        }

        private boolean causal(int queries) {
            for (int i = 0; i < queries; i++) {
                if (rows.from(entry, i) > 0 || rows.to(entry, i) != i + 1) {
                    return false;
                }
            }
            return true;
        }

        /** The queries at a global position of some pattern. */
        private BitSet globals(int queries) {
            BitSet global = new BitSet(queries);
            for (Mask.GlobalLocal pattern : visible.globalLocal()) {
                for (int position : pattern.globals()) {
                    int query = position - visible.alignedPosition(entry, 0);
                    if (query >= 0 && query < queries) {
                        global.set(query);
                    }
                }
            }
            return global;
        }

        /** The last tile first: under a causal mask it is the largest, and the others fit into memory that it leaves. */
        private void cutRest(int queries, BitSet global) {
            int step = step();
            int edge = blockSize();
            Deque<BitSet> tiles = new ArrayDeque<>();
            for (int from = 0; from < queries; ) {
                int to = Math.min(queries, from + step);
                if (edge > step) {
                    to = Math.min(to, (from / edge + 1) * edge);
                }
                BitSet some = range(from, to);
                some.andNot(global);
                tiles.push(some);
                from = to;
            }
            tiles.forEach(this::add);
        }

        /** Queries to a tile: whole blocks of a map if they are small. */
        private int step() {
            int block = blockSize();
            return block > sizes.queries() ? sizes.queries() : sizes.queries() / block * block;
        }

        /** Of the map with the largest blocks; 1 without a map. */
        private int blockSize() {
            return visible.blockSparse().stream()
                    .mapToInt(Mask.BlockSparse::blockSize)
                    .max()
                    .orElse(1);
        }

        private void cutListed(BitSet queries) {
            BitSet some = new BitSet();
            for (int i = queries.nextSetBit(0); i >= 0; i = queries.nextSetBit(i + 1)) {
                some.set(i);
                if (some.cardinality() == sizes.queries()) {
                    add(some);
                    some = new BitSet();
                }
            }
            add(some);
        }

        private void add(BitSet queries) {
            if (queries.isEmpty()) {
                return;
            }
            BitSet keys = everyScore ? range(0, rows.keys()) : new SeenKeys(queries).all();
            if (keys.isEmpty()) {
                return;
            }
            if (addends() * queries.cardinality() * keys.cardinality() > sizes.addend() && queries.cardinality() > 1) {
                BitSet first = half(queries);
                queries.andNot(first);
                add(first);
                add(queries);
                return;
            }
            BitSet taken = mostly(keys) ? range(keys.nextSetBit(0), keys.length()) : keys;
            if (taken.cardinality() == keys.cardinality() && open(queries, keys)) {
                lastShape = new int[0];
                plan.add(where, queries, taken, Kind.OPEN);
            } else {
                plan.add(where, queries, taken, sameAsLast(queries, taken) ? Kind.MASKED_ALIKE : Kind.MASKED);
            }
        }

        private BitSet half(BitSet queries) {
            BitSet first = new BitSet();
            int left = queries.cardinality() / 2;
            for (int i = queries.nextSetBit(0); left > 0; i = queries.nextSetBit(i + 1)) {
                first.set(i);
                left--;
            }
            return first;
        }

        /** How many addends a tile has: one for all heads and entries unless they differ. */
        private long addends() {
            boolean heads = biased;
            boolean entries = false;
            for (Broadcast each : visible.allowed()) {
                heads |= each.headStride() > 0;
                entries |= each.batchStride() > 0;
            }
            for (Broadcast each : visible.additive()) {
                heads |= each.headStride() > 0;
                entries |= each.batchStride() > 0;
            }
            return (heads ? (long) where.heads() : 1L) * (entries ? where.entries() : 1);
        }

        private boolean mostly(BitSet keys) {
            int span = keys.length() - keys.nextSetBit(0);
            return (long) keys.cardinality() * OF >= (long) span * SEEN;
        }

        /** Whether all of these queries see all of these keys. Need not notice every time. */
        private boolean open(BitSet queries, BitSet keys) {
            if (biased
                    || everyScore
                    || visible.dense()
                    || !visible.globalLocal().isEmpty()) {
                return false;
            }
            for (Mask.BlockSparse map : visible.blockSparse()) {
                if (queries.nextSetBit(0) / map.blockSize() != (queries.length() - 1) / map.blockSize()) {
                    return false;
                }
            }
            for (int i = queries.nextSetBit(0); i >= 0; i = queries.nextSetBit(i + 1)) {
                if (rows.from(entry, i) > keys.nextSetBit(0) || rows.to(entry, i) < keys.length()) {
                    return false;
                }
            }
            return true;
        }

        /** Whether a tile hides the same, counted from its first key, as the one before. */
        private boolean sameAsLast(BitSet queries, BitSet keys) {
            if (everyScore || visible.dense() || visible.patterned()) {
                return false;
            }
            int firstKey = keys.nextSetBit(0);
            int[] shape = new int[1 + 3 * queries.cardinality()];
            int at = 0;
            shape[at++] = keys.cardinality();
            for (int i = queries.nextSetBit(0); i >= 0; i = queries.nextSetBit(i + 1)) {
                shape[at++] = rows.from(entry, i) - firstKey;
                shape[at++] = rows.to(entry, i) - firstKey;
                shape[at++] = rows.position(entry, i) - firstKey;
            }
            boolean same = Arrays.equals(shape, lastShape);
            lastShape = shape;
            return same;
        }

        /** The keys that some queries see: perhaps more, never fewer. */
        private final class SeenKeys {
            private final BitSet queries;

            private SeenKeys(BitSet queries) {
                this.queries = queries;
            }

            private BitSet all() {
                int from = Integer.MAX_VALUE;
                int to = 0;
                for (int i = queries.nextSetBit(0); i >= 0; i = queries.nextSetBit(i + 1)) {
                    if (rows.from(entry, i) < rows.to(entry, i)) {
                        from = Math.min(from, rows.from(entry, i));
                        to = Math.max(to, rows.to(entry, i));
                    }
                }
                BitSet seen = from < to ? range(from, to) : new BitSet();
                visible.globalLocal().forEach(pattern -> seen.and(of(pattern)));
                visible.blockSparse().forEach(map -> seen.and(of(map)));
                return seen;
            }

            private BitSet of(Mask.GlobalLocal pattern) {
                LocalRanges ranges = new LocalRanges(pattern, visible, rows.keys());
                BitSet seen = new BitSet(rows.keys());
                int from = Integer.MAX_VALUE;
                int to = 0;
                for (int i = queries.nextSetBit(0); i >= 0; i = queries.nextSetBit(i + 1)) {
                    from = Math.min(from, ranges.from(entry, i));
                    to = Math.max(to, ranges.to(entry, i));
                }
                seen.set(Math.min(from, to), to);
                pattern.globals().stream().filter(key -> key < rows.keys()).forEach(seen::set);
                return seen;
            }

            private BitSet of(Mask.BlockSparse sparse) {
                int size = sparse.blockSize();
                int ofHead = sparse.map().shape().dim(0) > 1 ? head : 0;
                int blocks = sparse.map().shape().dim(2);
                int from = queries.nextSetBit(0) / size;
                int to = (queries.length() - 1) / size;
                BitSet seen = new BitSet(rows.keys());
                for (int row = from; row <= to; row++) {
                    int start = (ofHead * sparse.map().shape().dim(1) + row) * blocks;
                    for (int block = 0; block < blocks; block++) {
                        if (sparse.map().bytes().get(start + block) != 0) {
                            seen.set(block * size, Math.min(rows.keys(), (block + 1) * size));
                        }
                    }
                }
                return seen;
            }
        }
    }
}
