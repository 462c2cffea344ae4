package dev.heed.tornado;

import dev.heed.attention.Mask;

/**
 * What the kernels make of a mask that stands in a spec: how far a query sees on both sides of its own position. They have
 * nothing for a pattern. Lengths and tensors come with a call, and bound no side.
 *
 * @param patterned whether a pattern beyond a window is part of it
 * @param left how many keys before the query, or {@link Mask#UNBOUNDED}
 * @param right how many keys after the query, or {@link Mask#UNBOUNDED}
 */
record KernelMask(boolean patterned, int left, int right) {
    private static final KernelMask EVERYTHING = new KernelMask(false, Mask.UNBOUNDED, Mask.UNBOUNDED);
    private static final KernelMask PATTERN = new KernelMask(true, Mask.UNBOUNDED, Mask.UNBOUNDED);

    static KernelMask of(Mask mask) {
        return mask.match(new Choice());
    }

    private KernelMask and(KernelMask other) {
        return new KernelMask(patterned || other.patterned, Math.min(left, other.left), Math.min(right, other.right));
    }

    private static final class Choice implements Mask.Cases<KernelMask> {
        @Override
        public KernelMask none(Mask.None mask) {
            return EVERYTHING;
        }

        @Override
        public KernelMask causal(Mask.Causal mask) {
            return new KernelMask(false, Mask.UNBOUNDED, 0);
        }

        @Override
        public KernelMask window(Mask.Window mask) {
            return new KernelMask(false, mask.left(), mask.right());
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
            return PATTERN;
        }

        @Override
        public KernelMask blockSparse(Mask.BlockSparse mask) {
            return PATTERN;
        }

        @Override
        public KernelMask all(Mask.All mask) {
            return mask.masks().stream().map(KernelMask::of).reduce(EVERYTHING, KernelMask::and);
        }
    }
}
