package dev.heed.djl;

import dev.heed.Precision;
import dev.heed.attention.AttentionSpec;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import java.util.stream.Stream;

/** What this backend runs and what it refuses (rule SPI-3). */
final class DjlSupport {
    private DjlSupport() {}

    static Support of(AttentionSpec spec) {
        return of(spec.precision());
    }

    static Support of(EncoderSpec spec) {
        if (spec instanceof TransformerSpec transformer) {
            return of(transformer.precision());
        }
        return Support.no("ENC-1", "only Transformer encoders are implemented");
    }

    static Support of(DecoderSpec spec) {
        return Stream.of(spec.body().precision(), spec.weightPrecision(), spec.cachePrecision())
                .map(DjlSupport::of)
                .filter(Support.Unsupported.class::isInstance)
                .findFirst()
                .orElseGet(Support::yes);
    }

    private static Support of(Precision precision) {
        return precision == Precision.FLOAT32
                ? Support.yes()
                : Support.no("PRE-1", "only FLOAT32 is implemented, not " + precision);
    }
}
