package dev.heed.conformance.search;

import dev.heed.attention.Alignment;
import dev.heed.attention.Mask;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Draws masks that fit calls of one size. */
record MaskDraw(Choices choices, Sown sown, int batch, int heads, int queries, int keys) {
    /** What a side of a window may be besides a few keys: just below the end of an int, and no side at all. */
    private static final int[] FAR = {Mask.UNBOUNDED - 1, Mask.UNBOUNDED};

    private enum Kind {
        NONE,
        CAUSAL,
        WINDOW,
        KEY_LENGTHS,
        ALLOWED,
        ADDITIVE,
        GLOBAL_LOCAL,
        BLOCK_SPARSE,
        TWO
    }

    /** Any mask. */
    Mask mask(String name) {
        return switch (choices.oneOf(name, Kind.values())) {
            case NONE -> Mask.none();
            case CAUSAL -> new Mask.Causal(alignment(name));
            case WINDOW -> new Mask.Window(side(name + ".left"), side(name + ".right"), alignment(name));
            case KEY_LENGTHS -> Mask.keyLengths(choices.each(name + ".length", batch, keys + 1));
            case ALLOWED -> Mask.allowed(sown.booleans(name, share(name), broadcast(name)));
            case ADDITIVE -> Mask.additive(additive(name));
            case GLOBAL_LOCAL -> globalLocal(name);
            case BLOCK_SPARSE -> blockSparse(name);
            case TWO -> Mask.all(mask(name + ".a"), mask(name + ".b"));
        };
    }

    /** A mask that can be part of an encoder. */
    Mask structural(String name) {
        return switch (choices.below(name, 5)) {
            case 1 -> new Mask.Causal(alignment(name));
            case 2 -> new Mask.Window(side(name + ".left"), side(name + ".right"), alignment(name));
            case 3 -> globalLocal(name);
            case 4 -> Mask.all(structural(name + ".a"), structural(name + ".b"));
            default -> Mask.none();
        };
    }

    private Alignment alignment(String name) {
        return choices.oneOf(name + ".alignment", Alignment.values());
    }

    private int side(String name) {
        return choices.chance(name + ".far", 20)
                ? FAR[choices.below(name + ".unbounded", 2)]
                : choices.length(name, keys + 2);
    }

    private int share(String name) {
        return choices.oneOf(name + ".share", 100, 80, 50, 5, 0);
    }

    /** A shape that broadcasts to [batch, heads, queries, keys]. */
    private int[] broadcast(String name) {
        int[] full = {batch, heads, queries, keys};
        int dropped = choices.below(name + ".dropped", 5);
        int[] shape = new int[4 - dropped];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = choices.chance(name + ".repeats." + i, 30) ? 1 : full[i + dropped];
        }
        return shape;
    }

    private Tensor additive(String name) {
        Numbers kind = choices.oneOf(name + ".numbers", Numbers.WHOLE, Numbers.NORMAL, Numbers.LARGE_WHOLE);
        Tensor all = sown.numbers(name, kind, broadcast(name));
        Tensor open = sown.booleans(name + ".open", share(name), all.shape().toArray());
        boolean[] kept = open.toBooleanArray();
        return sown.replaced(all, Float.NEGATIVE_INFINITY, 1, i -> !kept[i]);
    }

    private Mask globalLocal(String name) {
        List<Integer> globals = IntStream.range(0, choices.below(name + ".globals", 4))
                .map(n -> choices.below(name + ".global." + n, keys + 2))
                .distinct()
                .sorted()
                .boxed()
                .toList();
        return new Mask.GlobalLocal(side(name + ".left"), side(name + ".right"), new ArrayList<>(globals));
    }

    private Mask blockSparse(String name) {
        int size = 1 + choices.length(name + ".block", 80);
        int rows = (queries + size - 1) / size;
        int columns = (keys + size - 1) / size;
        int maps = choices.chance(name + ".by-head", 50) ? heads : 1;
        return new Mask.BlockSparse(size, sown.booleans(name, share(name), maps, rows, columns));
    }
}
