package dev.heed.conformance.compare;

import dev.heed.conformance.Comparison;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Tensor;
import java.util.Arrays;

/**
 * What the oracle computed for the beginning of an output: the first sequence of a batch, or the first head of an
 * attention, which no other depends on.
 *
 * @param expected the oracle's numbers
 * @param tolerance how far an output may be from them (rule PRE-2)
 */
record Reference(Reals expected, Tolerance tolerance) {
    /** The worst error of an output's beginning over the tolerance; 1 or less is right. */
    double errorOverTolerance(Tensor output) {
        float[] beginning = Arrays.copyOf(output.toFloatArray(), expected.values().length);
        return Comparison.of(expected, beginning, tolerance).ratio();
    }
}
