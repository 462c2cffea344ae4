package dev.heed.tornado;

import dev.heed.attention.Mask;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernels make of a mask that stands in a spec: how far a query sees on both sides of its own position, and the
 * patterns that hold besides. Lengths and tensors come with a call, and bound no side.
 *
 * @param left how many keys before the query, or {@link Mask#UNBOUNDED}
 * @param right how many keys after the query, or {@link Mask#UNBOUNDED}
 */
record KernelMask(Patterns patterns, int left, int right) {
    private static final KernelMask EVERYTHING = sides(Mask.UNBOUNDED, Mask.UNBOUNDED);

    static KernelMask of(Mask mask) {
        return mask.match(new Choice());
    }

    private static KernelMask sides(int left, int right) {
        return new KernelMask(Patterns.NONE, left, right);
    }

    private static KernelMask pattern(List<Mask.GlobalLocal> local, List<Mask.BlockSparse> blocks) {
        return new KernelMask(new Patterns(local, blocks), Mask.UNBOUNDED, Mask.UNBOUNDED);
    }

    private KernelMask and(KernelMask other) {
        Patterns both = new Patterns(
                Stream.concat(patterns.local().stream(), other.patterns.local().stream())
                        .toList(),
                Stream.concat(patterns.blocks().stream(), other.patterns.blocks().stream())
                        .toList());
        return new KernelMask(both, Math.min(left, other.left), Math.min(right, other.right));
    }

    private static final class Choice implements Mask.Cases<KernelMask> {
        @Override
        public KernelMask none(Mask.None mask) {
            return EVERYTHING;
        }

        @Override
        public KernelMask causal(Mask.Causal mask) {
            return sides(Mask.UNBOUNDED, 0);
        }

        @Override
        public KernelMask window(Mask.Window mask) {
            return sides(mask.left(), mask.right());
        }

        @Override
        public KernelMask keyLengths(Mask.KeyLengths mask) {
            return EVERYTHING;
        }

        @Override
        public KernelMask allowed(Mask.Allowed mask) {
            return EVERYTHING;
        }

        @Override
        public KernelMask additive(Mask.Additive mask) {
            return EVERYTHING;
        }

        @Override
        public KernelMask globalLocal(Mask.GlobalLocal mask) {
            return pattern(List.of(mask), List.of());
        }

        @Override
        public KernelMask blockSparse(Mask.BlockSparse mask) {
            return pattern(List.of(), List.of(mask));
        }

        @Override
        public KernelMask all(Mask.All mask) {
            return mask.masks().stream().map(KernelMask::of).reduce(EVERYTHING, KernelMask::and);
        }
    }
}
