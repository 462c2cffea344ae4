package dev.heed.nd4j;

import dev.heed.Precision;
import dev.heed.decoder.DecoderSpec;
import dev.heed.spi.Support;

/** What this backend can and cannot do (rule SPI-3). */
final class Features {
    private Features() {}

    static Support of(Precision precision) {
        if (precision != Precision.FLOAT32) {
            return Support.no(
                    "PRE-1",
                    "the nd4j backend computes in FLOAT32 only, and " + precision
                            + " was asked for: ND4J's products of other types are a hundred times slower");
        }
        return Support.yes();
    }

    /** Every decoder whose computation, weights and cache are in FLOAT32. */
    static Support of(DecoderSpec spec) {
        if (spec.body().precision() != Precision.FLOAT32) {
            return of(spec.body().precision());
        }
        return of(spec.weightPrecision() != Precision.FLOAT32 ? spec.weightPrecision() : spec.cachePrecision());
    }
}
