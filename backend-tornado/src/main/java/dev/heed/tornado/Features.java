package dev.heed.tornado;

import dev.heed.Precision;
import dev.heed.attention.Mask;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import java.util.stream.Stream;

/** What this backend can and cannot do (rule SPI-3). */
final class Features {
    static final Support.Unsupported PATTERNS = new Support.Unsupported(
            "ATT-13",
            "the tornado backend has no kernels for global and local or block-sparse patterns; windows, causal masks and"
                    + " mask tensors work");

    private static final int MOST_TASKS = 256;

    /** Those of an encoder outside of its layers: embeddings and two norms. */
    private static final int OTHER_TASKS = 3;

    private Features() {}

    static Support of(Precision precision, Mask mask) {
        if (precision != Precision.FLOAT32) {
            return Support.no(
                    "PRE-1",
                    "the tornado backend computes in FLOAT32 only, and " + precision
                            + " was asked for: its kernels have no other precision yet");
        }
        return KernelMask.of(mask).patterned() ? PATTERNS : Support.yes();
    }

    /** Every decoder whose computation, weights and cache are in FLOAT32. */
    static Support of(DecoderSpec spec) {
        long windows = spec.windows().stream().distinct().count();
        if (windows > CallHeader.MOST_WINDOWS) {
            return Support.no(
                    "DEC-10",
                    "the tornado backend has room for " + CallHeader.MOST_WINDOWS + " different windows, and " + windows
                            + " were asked for");
        }
        Stream<Precision> precisions =
                Stream.of(spec.body().precision(), spec.weightPrecision(), spec.cachePrecision());
        return precisions
                .map(each -> of(each, Mask.none()))
                .filter(Support.Unsupported.class::isInstance)
                .findFirst()
                .orElseGet(Support::yes);
    }

    static Support of(TransformerSpec spec) {
        int most = (MOST_TASKS - OTHER_TASKS) / EncoderPlan.tasksOf(spec);
        if (spec.layers() > most) {
            return Support.no(
                    "ENC-2",
                    "the tornado backend runs at most " + most + " layers of this kind, and " + spec.layers()
                            + " were asked for: TornadoVM takes at most " + MOST_TASKS + " tasks to a graph");
        }
        return of(spec.precision(), spec.mask());
    }
}
