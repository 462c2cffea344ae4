package dev.heed.conformance.oracle;

import dev.heed.attention.Alignment;
import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The masks of one call, asked about one query and one key at a time, straight from rules ATT-4 to ATT-10 and ATT-13.
 * Shares nothing with what backends use to compile masks.
 */
final class OracleMask {
    private final Mask mask;
    private final int[] queryLengths;
    private final int[] keyLengths;

    /** For scores of shape [B, Hq, Tq, Tk]. */
    OracleMask(Mask mask, Shape weights, List<Integer> queryLengths) {
        this.mask = mask;
        this.queryLengths = new int[weights.dim(0)];
        this.keyLengths = new int[weights.dim(0)];
        Arrays.setAll(this.queryLengths, b -> queryLengths.isEmpty() ? weights.dim(2) : queryLengths.get(b));
        Arrays.setAll(this.keyLengths, b -> Math.min(weights.dim(3), shortest(mask, b)));
    }

    private static int shortest(Mask mask, int b) {
        if (mask instanceof Mask.KeyLengths lengths) {
            return lengths.lengths().get(b);
        }
        if (mask instanceof Mask.All all) {
            return all.masks().stream()
                    .mapToInt(each -> shortest(each, b))
                    .min()
                    .orElse(Integer.MAX_VALUE);
        }
        return Integer.MAX_VALUE;
    }

    /** The position of a query among the keys, aligned bottom-right (rule ATT-7). */
    int position(int b, int query) {
        return query + keyLengths[b] - queryLengths[b];
    }

    /** What the masks add to the score of a query and a key: −∞ if any of them excludes the key. */
    double addend(int b, int h, int query, int key) {
        if (query >= queryLengths[b]) {
            return Double.NEGATIVE_INFINITY;
        }
        return mask.match(new Addend(b, h, query, key));
    }

    private final class Addend implements Mask.Cases<Double> {
        private final int b;
        private final int h;
        private final int query;
        private final int key;

        private Addend(int b, int h, int query, int key) {
            this.b = b;
            this.h = h;
            this.query = query;
            this.key = key;
        }

        private double visible(boolean visible) {
            return visible ? 0 : Double.NEGATIVE_INFINITY;
        }

        private long position(Alignment alignment) {
            return alignment == Alignment.BOTTOM_RIGHT ? OracleMask.this.position(b, query) : query;
        }

        private boolean inWindow(long position, int left, int right) {
            return (left == Mask.UNBOUNDED || position - left <= key)
                    && (right == Mask.UNBOUNDED || key <= position + right);
        }

        @Override
        public Double none(Mask.None none) {
            return 0.0;
        }

        @Override
        public Double causal(Mask.Causal causal) {
            return visible(key <= position(causal.alignment()));
        }

        @Override
        public Double window(Mask.Window window) {
            return visible(inWindow(position(window.alignment()), window.left(), window.right()));
        }

        @Override
        public Double keyLengths(Mask.KeyLengths lengths) {
            return visible(key < lengths.lengths().get(b));
        }

        @Override
        public Double allowed(Mask.Allowed allowed) {
            Tensor tensor = allowed.allowed();
            return visible(tensor.bytes().get(broadcastIndex(tensor.shape())) != 0);
        }

        @Override
        public Double additive(Mask.Additive additive) {
            Tensor tensor = additive.addend();
            return (double) tensor.floats().get(broadcastIndex(tensor.shape()));
        }

        private int broadcastIndex(Shape shape) {
            int[] full = {b, h, query, key};
            int index = 0;
            for (int i = 0; i < shape.rank(); i++) {
                int at = shape.dim(i) == 1 ? 0 : full[i + 4 - shape.rank()];
                index = index * shape.dim(i) + at;
            }
            return index;
        }

        @Override
        public Double globalLocal(Mask.GlobalLocal pattern) {
            long position = position(Alignment.BOTTOM_RIGHT);
            boolean global = pattern.globals().contains(key)
                    || pattern.globals().stream().anyMatch(each -> each == position);
            return visible(global || inWindow(position, pattern.left(), pattern.right()));
        }

        @Override
        public Double blockSparse(Mask.BlockSparse pattern) {
            Shape map = pattern.map().shape();
            int head = map.dim(0) == 1 ? 0 : h;
            int row = query / pattern.blockSize();
            int column = key / pattern.blockSize();
            int index = (head * map.dim(1) + row) * map.dim(2) + column;
            return visible(pattern.map().bytes().get(index) != 0);
        }

        @Override
        public Double all(Mask.All all) {
            double sum = 0;
            for (Mask each : all.masks()) {
                sum += each.match(this);
            }
            return sum;
        }
    }
}
