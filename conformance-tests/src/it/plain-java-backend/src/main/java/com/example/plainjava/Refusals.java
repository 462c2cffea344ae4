package com.example.plainjava;

import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;

/** What this backend does not do, and why: the same answer when asked before and when asked to run (rule SPI-3). */
final class Refusals {
    private Refusals() {}

    static Support of(AttentionSpec spec) {
        return of(spec.precision(), spec.mask());
    }

    static Support of(EncoderSpec spec) {
        return spec instanceof TransformerSpec transformer
                ? of(transformer.precision(), transformer.mask())
                : Support.no("ENC-1", "only Transformer encoders are written");
    }

    private static Support of(Precision precision, Mask mask) {
        if (precision != Precision.FLOAT32) {
            return Support.no("PRE-1", "it computes in FLOAT32 only, not in " + precision);
        }
        return mask.match(new Patterned())
                ? Support.no("ATT-13", "it visits every key of a row, so its work would not follow a sparse pattern")
                : Support.yes();
    }

    static void throwIfRefused(Support support) {
        if (support instanceof Support.Unsupported refusal) {
            throw new UnsupportedFeatureException(PlainBackend.ID, refusal);
        }
    }

    /** Whether a pattern beyond a window is part of a mask. */
    private static final class Patterned implements Mask.Cases<Boolean> {
        @Override
        public Boolean none(Mask.None mask) {
            return false;
        }

        @Override
        public Boolean causal(Mask.Causal mask) {
            return false;
        }

        @Override
        public Boolean window(Mask.Window mask) {
            return false;
        }

        @Override
        public Boolean keyLengths(Mask.KeyLengths mask) {
            return false;
        }

        @Override
        public Boolean allowed(Mask.Allowed mask) {
            return false;
        }

        @Override
        public Boolean additive(Mask.Additive mask) {
            return false;
        }

        @Override
        public Boolean globalLocal(Mask.GlobalLocal mask) {
            return true;
        }

        @Override
        public Boolean blockSparse(Mask.BlockSparse mask) {
            return true;
        }

        @Override
        public Boolean all(Mask.All mask) {
            return mask.masks().stream().anyMatch(each -> each.match(this));
        }
    }
}
