package dev.heed.conformance.search;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.tensor.Tensor;
import java.util.stream.Stream;

/** Whether no float32 computation rounds before the softmax: all that it adds up are whole numbers that it can hold. */
final class ExactScores {
    /** Whole numbers up to here, and so every partial sum on the way to one, are exact in float32. */
    private static final double MOST = 0x1p24;

    private ExactScores() {}

    static boolean of(AttentionSpec spec, AttentionInputs inputs) {
        boolean plain = spec.score() instanceof Score.Dot
                && spec.scale().isEmpty()
                && spec.softCap().isEmpty()
                && spec.biases().isEmpty()
                && spec.rope().isEmpty();
        if (!plain) {
            return false;
        }
        double largest = largestWhole(inputs.query()) * largestWhole(inputs.key()) * spec.headWidth();
        double added = Stream.concat(additive(spec.mask()), additive(inputs.mask()))
                .mapToDouble(ExactScores::largestWhole)
                .sum();
        return largest + added < MOST;
    }

    private static Stream<Tensor> additive(Mask mask) {
        if (mask instanceof Mask.All all) {
            return all.masks().stream().flatMap(ExactScores::additive);
        }
        return mask instanceof Mask.Additive additive ? Stream.of(additive.addend()) : Stream.empty();
    }

    /** The largest magnitude of whole numbers, leaving out what is not finite; infinity if one is not whole. */
    private static double largestWhole(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toFloatArray()) {
            if (Float.isFinite(value)) {
                largest = Math.max(largest, value == Math.rint(value) ? Math.abs(value) : Double.POSITIVE_INFINITY);
            }
        }
        return largest;
    }
}
