package dev.heed.conformance.search;

import dev.heed.Backend;
import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.conformance.Comparison;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.Reals;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Compares all that came out with the oracle's.
 *
 * <p>The tolerance of rule PRE-2 knows the size of a result, not how it came about. Where values cancel, where a norm
 * divides by a variance of almost nothing, or where scores of thousands are rounded before the softmax, no float32
 * computation can keep to it, and a random draw is sooner or later such a case. So an error counts only if it is above
 * PRE-2 <em>and</em> above what the problem itself makes of one rounding: every number of the inputs, weights and
 * additive masks, and the spec's own scale, cap and slopes, is moved to a neighbouring float, up or down at random, so is
 * every score before the softmax, and the oracle runs again in float64. A backend that rounds as it goes, and nothing worse, returns the exact result of
 * inputs that are off by a few roundings; by how much its result is off follows from how far the oracle's moves. That
 * movement takes the place of ε · scale in PRE-2, with the same c; √K is left out, for a movement is a random sum over the
 * same reductions already. Whole numbers whose scores are exact in float32 are an exception: no rounding happens before
 * the softmax, so that only the values are moved, and scores of ±10,000 keep their full tolerance.
 *
 * <p>A number that is finite on one side only, a wrong shape or an exception is wrong however the problem is conditioned.
 */
final class Judge {
    private static final int MOVES = 3;

    private final Map<String, Reals> oracle;
    private final Tolerance tolerance;
    private final MovedOracle moved;
    private double margin;
    private boolean illConditioned;

    /** The oracle of inputs that are moved a little, all results by name. */
    @FunctionalInterface
    interface MovedOracle {
        Map<String, Reals> run(Nudge nudge);
    }

    Judge(Map<String, Reals> oracle, Tolerance tolerance, MovedOracle moved) {
        this.oracle = oracle;
        this.tolerance = tolerance;
        this.moved = moved;
    }

    /** A call of the backend with everything that came out, by the oracle's names. */
    record Outputs(Map<String, Tensor> tensors, Execution execution) {}

    /** Runs a call, again to see the same bits (rule ATT-15), and compares. */
    static Verdict judge(Supplier<Outputs> call, Supplier<Judge> judge, Backend backend) {
        Outputs outputs;
        Outputs again;
        try {
            outputs = call.get();
            again = call.get();
        } catch (Refused refused) {
            return new Verdict(Verdict.Outcome.REFUSED, 0, String.valueOf(refused.getMessage()));
        } catch (WronglyRefused wrong) {
            return Verdict.wrong(String.valueOf(wrong.getMessage()));
        } catch (RuntimeException | AssertionError | LinkageError failure) {
            return Verdict.wrong("threw " + failure);
        }
        if (!outputs.execution().backend().equals(backend.id())
                || outputs.execution().precision() != Precision.FLOAT32) {
            return Verdict.wrong("SPI-5: the result says that " + outputs.execution() + " ran");
        }
        Verdict verdict = judge.get().compare(outputs.tensors());
        if (verdict.outcome() == Verdict.Outcome.RIGHT && !bits(outputs).equals(bits(again))) {
            return Verdict.wrong("ATT-15: the second call gives other bits than the first");
        }
        return verdict;
    }

    private static Map<String, ByteBuffer> bits(Outputs outputs) {
        Map<String, ByteBuffer> bits = new LinkedHashMap<>();
        outputs.tensors().forEach((name, tensor) -> bits.put(name, tensor.bytes()));
        return bits;
    }

    private Verdict compare(Map<String, Tensor> outputs) {
        if (!outputs.keySet().equals(oracle.keySet())) {
            return Verdict.wrong("expected " + oracle.keySet() + ", got " + outputs.keySet());
        }
        for (Map.Entry<String, Reals> each : oracle.entrySet()) {
            String wrong = compare(each.getKey(), each.getValue(), Objects.requireNonNull(outputs.get(each.getKey())));
            if (!wrong.isEmpty()) {
                return new Verdict(Verdict.Outcome.WRONG, margin, wrong);
            }
        }
        return new Verdict(illConditioned ? Verdict.Outcome.ILL_CONDITIONED : Verdict.Outcome.RIGHT, margin, "");
    }

    private String compare(String name, Reals expected, Tensor actual) {
        if (!actual.shape().equals(expected.shape())) {
            return name + ": expected shape " + expected.shape() + ", got " + actual.shape();
        }
        Comparison comparison = Comparison.of(expected, actual.toFloatArray(), tolerance);
        if (comparison.passed()) {
            margin = Math.max(margin, comparison.ratio());
            return "";
        }
        double error = Math.abs(comparison.expected() - comparison.actual());
        if (Double.isFinite(error) && error <= tolerance.c() * movement(name, expected)) {
            illConditioned = true;
            return "";
        }
        margin = Math.max(margin, comparison.ratio());
        return name + " " + expected.shape() + ", " + comparison.describe();
    }

    /** How far the oracle's result moves at most when its inputs move by a rounding. */
    private double movement(String name, Reals expected) {
        double most = 0;
        for (int n = 0; n < MOVES; n++) {
            Reals there = moved.run(new Nudge(n)).getOrDefault(name, expected);
            for (int i = 0; i < there.values().length; i++) {
                double distance = Math.abs(there.values()[i] - expected.values()[i]);
                if (Double.isFinite(distance)) {
                    most = Math.max(most, distance);
                }
            }
        }
        return most;
    }

    /** Ends the call of something that a backend refuses, which must refuse it in the same words (rule SPI-3). */
    static void requireRefused(Support support, Runnable action) {
        if (!(support instanceof Support.Unsupported refusal)) {
            return;
        }
        if (refusal.ruleId().isBlank() || refusal.reason().isBlank()) {
            throw new WronglyRefused("SPI-3: a refusal names its rule and gives a reason, got " + refusal);
        }
        try {
            action.run();
        } catch (UnsupportedFeatureException thrown) {
            if (thrown.ruleId().equals(refusal.ruleId()) && thrown.reason().equals(refusal.reason())) {
                throw new Refused(refusal.ruleId() + ": " + refusal.reason());
            }
            throw new WronglyRefused("SPI-3: supports() said " + refusal + ", but the exception says " + thrown);
        }
        throw new WronglyRefused("SPI-3: supports() said " + refusal + ", but it ran all the same");
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message);
        }
    }

    private static final class WronglyRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private WronglyRefused(String message) {
            super(message);
        }
    }
}
