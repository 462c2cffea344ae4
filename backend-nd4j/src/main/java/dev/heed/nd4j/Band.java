package dev.heed.nd4j;

import dev.heed.attention.Mask;

/**
 * What a token of a sequence sees of the same sequence. Queries and keys are as many, so every alignment is the same.
 *
 * @param left how many keys before its own position
 * @param right how many keys after
 * @param length the length of the sequence
 * @param patterns what hides keys between the two
 */
record Band(int left, int right, int length, Patterns patterns) implements Visibility {
    /** The narrowest of all windows in an encoder's mask, and its patterns. */
    static Band of(Mask mask, Patterns patterns, int length) {
        return mask.match(new Narrowing(new Band(Mask.UNBOUNDED, Mask.UNBOUNDED, length, patterns)));
    }

    /** Whether every token sees every other. */
    boolean everything() {
        return left >= length && right >= length && patterns.none();
    }

    @Override
    public int from(int query) {
        return Math.max(0, query - left);
    }

    @Override
    public int to(int query) {
        return right < length - query ? query + right + 1 : length;
    }

    @Override
    public int position(int query) {
        return query;
    }

    private Band narrow(int newLeft, int newRight) {
        return new Band(Math.min(left, newLeft), Math.min(right, newRight), length, patterns);
    }

    private record Narrowing(Band band) implements Mask.Cases<Band> {
        @Override
        public Band none(Mask.None mask) {
            return band;
        }

        @Override
        public Band causal(Mask.Causal mask) {
            return band.narrow(Mask.UNBOUNDED, 0);
        }

        @Override
        public Band window(Mask.Window mask) {
            return band.narrow(mask.left(), mask.right());
        }

        @Override
        public Band all(Mask.All mask) {
            Band narrowed = band;
            for (Mask each : mask.masks()) {
                narrowed = each.match(new Narrowing(narrowed));
            }
            return narrowed;
        }

        @Override
        public Band keyLengths(Mask.KeyLengths mask) {
            throw notOfAnEncoder(mask);
        }

        @Override
        public Band allowed(Mask.Allowed mask) {
            throw notOfAnEncoder(mask);
        }

        @Override
        public Band additive(Mask.Additive mask) {
            throw notOfAnEncoder(mask);
        }

        /** One of {@link Band#patterns}. */
        @Override
        public Band globalLocal(Mask.GlobalLocal mask) {
            return band;
        }

        @Override
        public Band blockSparse(Mask.BlockSparse mask) {
            throw notOfAnEncoder(mask);
        }

        private static IllegalArgumentException notOfAnEncoder(Mask mask) {
            return new IllegalArgumentException("mask: not expected in an encoder here, got " + mask);
        }
    }
}
