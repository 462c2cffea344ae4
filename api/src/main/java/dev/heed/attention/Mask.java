package dev.heed.attention;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Which keys a query may attend to (rules ATT-4 to ATT-10 and ATT-13). B, Hq, Tq and Tk are the batch, the query heads,
 * the queries and the keys. p is the aligned position of a query, {@link Alignment}.
 */
public sealed interface Mask {
    /** A side of a window without an end. */
    int UNBOUNDED = Integer.MAX_VALUE;

    /** Every query sees every key. */
    record None() implements Mask {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.none(this);
        }
    }

    /** A query sees the keys at and before its own position: j ≤ p. */
    record Causal(Alignment alignment) implements Mask {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.causal(this);
        }
    }

    /**
     * A query sees the keys around its own position: p − left ≤ j ≤ p + right, both ends included (rule ATT-8).
     *
     * @param left how many keys before p, or {@link #UNBOUNDED}
     * @param right how many keys after p, or {@link #UNBOUNDED}
     */
    record Window(int left, int right, Alignment alignment) implements Mask {
        /** Checks the sides. */
        public Window {
            requireSide("left", left);
            requireSide("right", right);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.window(this);
        }
    }

    /**
     * Batch entry b has lengths[b] keys; those at or past its length are excluded (rule ATT-9), and alignment counts
     * its own length.
     */
    record KeyLengths(List<Integer> lengths) implements Mask {
        /** Copies the lengths and checks that none is negative. */
        public KeyLengths {
            lengths = List.copyOf(lengths);
            for (int i = 0; i < lengths.size(); i++) {
                if (lengths.get(i) < 0) {
                    throw new IllegalArgumentException("lengths[" + i + "]: expected 0 or more, got " + lengths.get(i));
                }
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.keyLengths(this);
        }
    }

    /** True means 'may attend' (rule ATT-4). A BOOL tensor that broadcasts to [B, Hq, Tq, Tk]. */
    record Allowed(Tensor allowed) implements Mask {
        /** Checks the type. */
        public Allowed {
            if (allowed.dtype() != DType.BOOL) {
                throw new IllegalArgumentException("allowed: expected BOOL (true: may attend), got " + allowed);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.allowed(this);
        }
    }

    /**
     * Added to the scores; −∞ excludes (rule ATT-5). A tensor of a type that the query may have, that broadcasts to
     * [B, Hq, Tq, Tk].
     */
    record Additive(Tensor addend) implements Mask {
        /** Checks the type. */
        public Additive {
            if (!addend.dtype().isFloating()) {
                throw new IllegalArgumentException("addend: expected a floating type, got " + addend);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.additive(this);
        }
    }

    /**
     * Local attention with global positions (Longformer, Beltagy et al., 2020): a window around p, and besides it every
     * query sees the global keys, and a query at a global position sees every key.
     *
     * @param left how many keys before p
     * @param right how many keys after p
     * @param globals the global positions, ascending
     */
    record GlobalLocal(int left, int right, List<Integer> globals) implements Mask {
        /** Copies the positions and checks the sides and their order. */
        public GlobalLocal {
            requireSide("left", left);
            requireSide("right", right);
            globals = List.copyOf(globals);
            int previous = -1;
            for (int global : globals) {
                if (global <= previous) {
                    throw new IllegalArgumentException("globals: expected ascending positions from 0, got " + globals);
                }
                previous = global;
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.globalLocal(this);
        }
    }

    /**
     * A map of blocks (BigBird, Zaheer et al., 2020): query i sees key j when the map is true at block (i /
     * blockSize, j / blockSize).
     *
     * @param blockSize queries, and keys, to a block
     * @param map BOOL, [1 or Hq, ⌈Tq / blockSize⌉, ⌈Tk / blockSize⌉]
     */
    record BlockSparse(int blockSize, Tensor map) implements Mask {
        /** Checks the size, the type and the rank. */
        public BlockSparse {
            if (blockSize < 1) {
                throw new IllegalArgumentException("blockSize: expected 1 or more, got " + blockSize);
            }
            if (map.dtype() != DType.BOOL || map.shape().rank() != 3) {
                throw new IllegalArgumentException(
                        "map: expected BOOL [1 or heads, query blocks, key blocks], got " + map);
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blockSparse(this);
        }
    }

    /** All of them together: boolean ones by AND, additive ones by sum (rule ATT-10). */
    record All(List<Mask> masks) implements Mask {
        /** Copies the list. */
        public All {
            masks = List.copyOf(masks);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.all(this);
        }
    }

    /** No mask. */
    static Mask none() {
        return new None();
    }

    /** Causal, aligned bottom-right. */
    static Mask causal() {
        return new Causal(Alignment.BOTTOM_RIGHT);
    }

    /** A window around the bottom-right aligned position. */
    static Mask window(int left, int right) {
        return new Window(left, right, Alignment.BOTTOM_RIGHT);
    }

    /** The number of keys of each batch entry. */
    static Mask keyLengths(int... lengths) {
        return new KeyLengths(Arrays.stream(lengths).boxed().toList());
    }

    /** A boolean mask; true means 'may attend'. */
    static Mask allowed(Tensor allowed) {
        return new Allowed(allowed);
    }

    /** An additive mask; −∞ excludes. */
    static Mask additive(Tensor addend) {
        return new Additive(addend);
    }

    /** Several masks at once. */
    static Mask all(Mask... masks) {
        return new All(List.of(masks));
    }

    /** This mask and another. */
    default Mask and(Mask other) {
        if (this instanceof None) {
            return other;
        }
        return other instanceof None ? this : all(this, other);
    }

    private static void requireSide(String name, int side) {
        if (side < 0) {
            throw new IllegalArgumentException(name + ": expected 0 or more keys, or UNBOUNDED, got " + side);
        }
    }

    /** Asks which alternative this is; what the compiler has in place of a {@code switch} before Java 21. */
    <R> R match(Cases<R> cases);

    /**
     * The alternatives of a mask: one method for each, so that a new alternative does not compile until every one is thought of.
     *
     * @param <R> what each case returns
     */
    interface Cases<R> {
        /** The case of {@link None}. */
        R none(None mask);

        /** The case of {@link Causal}. */
        R causal(Causal mask);

        /** The case of {@link Window}. */
        R window(Window mask);

        /** The case of {@link KeyLengths}. */
        R keyLengths(KeyLengths mask);

        /** The case of {@link Allowed}. */
        R allowed(Allowed mask);

        /** The case of {@link Additive}. */
        R additive(Additive mask);

        /** The case of {@link GlobalLocal}. */
        R globalLocal(GlobalLocal mask);

        /** The case of {@link BlockSparse}. */
        R blockSparse(BlockSparse mask);

        /** The case of {@link All}. */
        R all(All mask);
    }
}
