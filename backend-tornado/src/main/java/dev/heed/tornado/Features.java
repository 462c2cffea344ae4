package dev.heed.tornado;

import dev.heed.Precision;
import dev.heed.decoder.DecoderSpec;
import dev.heed.spi.Support;
import java.util.stream.Stream;

/** What this backend can and cannot do (rule SPI-3). */
final class Features {
    private Features() {}

    static Support of(Precision precision) {
        return precision == Precision.FLOAT32
                ? Support.yes()
                : Support.no(
                        "PRE-1",
                        "the tornado backend computes in FLOAT32 only, and " + precision
                                + " was asked for: its kernels have no other precision yet");
    }

    /** Every decoder whose computation, weights and cache are in FLOAT32. */
    static Support of(DecoderSpec spec) {
        Stream<Precision> precisions =
                Stream.of(spec.body().precision(), spec.weightPrecision(), spec.cachePrecision());
        return precisions
                .map(Features::of)
                .filter(Support.Unsupported.class::isInstance)
                .findFirst()
                .orElseGet(Support::yes);
    }
}
