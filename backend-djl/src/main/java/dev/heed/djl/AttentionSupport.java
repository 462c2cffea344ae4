package dev.heed.djl;

import dev.heed.Precision;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;

/** What this backend runs and what it refuses (rule SPI-3). */
final class AttentionSupport {
    static final Support.Unsupported NO_PATTERNS = new Support.Unsupported(
            "ATT-13",
            "there is no kernel whose work is proportional to a pattern; a window or a boolean mask runs dense");

    private AttentionSupport() {}

    static Support of(AttentionSpec spec) {
        return of(spec.precision(), spec.mask());
    }

    static Support of(EncoderSpec spec) {
        if (spec instanceof TransformerSpec transformer) {
            return of(transformer.precision(), transformer.mask());
        }
        return Support.no("ENC-1", "only Transformer encoders are implemented");
    }

    private static Support of(Precision precision, Mask mask) {
        if (precision != Precision.FLOAT32) {
            return Support.no("PRE-1", "only FLOAT32 is implemented, not " + precision);
        }
        return patterned(mask) ? NO_PATTERNS : Support.yes();
    }

    private static boolean patterned(Mask mask) {
        return mask.match(new Mask.Cases<Boolean>() {
            @Override
            public Boolean none(Mask.None none) {
                return false;
            }

            @Override
            public Boolean causal(Mask.Causal causal) {
                return false;
            }

            @Override
            public Boolean window(Mask.Window window) {
                return false;
            }

            @Override
            public Boolean keyLengths(Mask.KeyLengths lengths) {
                return false;
            }

            @Override
            public Boolean allowed(Mask.Allowed allowed) {
                return false;
            }

            @Override
            public Boolean additive(Mask.Additive additive) {
                return false;
            }

            @Override
            public Boolean globalLocal(Mask.GlobalLocal pattern) {
                return true;
            }

            @Override
            public Boolean blockSparse(Mask.BlockSparse pattern) {
                return true;
            }

            @Override
            public Boolean all(Mask.All all) {
                return all.masks().stream().anyMatch(each -> each.match(this));
            }
        });
    }
}
