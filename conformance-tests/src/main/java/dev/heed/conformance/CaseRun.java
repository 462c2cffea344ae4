package dev.heed.conformance;

import dev.heed.Backend;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.conformance.oracle.Reals;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** One case on its way: the backend it runs on, and what it found so far. */
public final class CaseRun {
    private final Backend backend;
    private final Supplier<Backend> another;
    private double worst = -1;

    CaseRun(Backend backend, Supplier<Backend> another) {
        this.backend = backend;
        this.another = another;
    }

    /** The backend that all cases of a run share. Not to be closed. */
    public Backend backend() {
        return backend;
    }

    /** Another backend of the same kind, for a case that closes it. */
    public Backend openAnother() {
        return another.get();
    }

    /** An attention without learned parameters, unless the backend refuses it: then the case ends as refused. */
    public Attention attentionOrRefusal(AttentionSpec spec) {
        if (backend.supports(spec) instanceof Support.Unsupported refusal) {
            requireRefused(refusal, () -> backend.attention(spec));
        }
        return backend.attention(spec);
    }

    /** Ends the case as refused, where the machine that it runs on cannot show what it looks for. */
    public void requireHere(boolean condition, Support.Unsupported otherwise) {
        if (!condition) {
            throw new Refusal(otherwise);
        }
    }

    /** Compares a tensor with the oracle's and keeps the margin. Any number of threads may. */
    public synchronized void requireClose(String what, Reals oracle, Tensor actual, Tolerance tolerance) {
        if (!actual.shape().equals(oracle.shape())) {
            throw new ConformanceFailure(what + ": expected shape " + oracle.shape() + ", got " + actual.shape());
        }
        Comparison comparison = Comparison.of(oracle, actual.toFloatArray(), tolerance);
        worst = Math.max(worst, comparison.ratio());
        if (!comparison.passed()) {
            throw new ConformanceFailure(what + " " + oracle.shape() + ", " + comparison.describe());
        }
    }

    /** Fails the case unless a condition holds. */
    public void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ConformanceFailure(otherwise);
        }
    }

    /**
     * Requires that an action is refused with just what {@code supports} said (rule SPI-3), and ends the case as
     * refused.
     */
    public void requireRefused(Support.Unsupported refusal, Runnable action) {
        require(
                !refusal.ruleId().isBlank() && !refusal.reason().isBlank(),
                "SPI-3: a refusal names its rule and gives a reason, got " + refusal);
        try {
            action.run();
        } catch (UnsupportedFeatureException thrown) {
            boolean same =
                    thrown.ruleId().equals(refusal.ruleId()) && thrown.reason().equals(refusal.reason());
            require(same, "SPI-3: supports() said " + refusal + ", but the exception says " + thrown.getMessage());
            throw new Refusal(refusal);
        }
        throw new ConformanceFailure("SPI-3: supports() said " + refusal + ", but it ran all the same");
    }

    /** Requires an exception of this type whose message contains all of the given parts. */
    public void requireThrows(Class<? extends RuntimeException> type, Runnable action, String... parts) {
        try {
            action.run();
        } catch (RuntimeException thrown) {
            require(type.isInstance(thrown), "expected " + type.getSimpleName() + ", got " + thrown);
            for (String part : parts) {
                String message = String.valueOf(thrown.getMessage());
                require(message.contains(part), "expected a message with '" + part + "', got: " + message);
            }
            return;
        }
        throw new ConformanceFailure("expected " + type.getSimpleName() + ", but it ran");
    }

    synchronized OptionalDouble margin() {
        return worst < 0 ? OptionalDouble.empty() : OptionalDouble.of(worst);
    }

    /** How a case leaves when the backend refused it properly. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Support.Unsupported refusal;

        private Refusal(Support.Unsupported refusal) {
            super(refusal.reason());
            this.refusal = refusal;
        }

        String detail() {
            return refusal == null ? "" : refusal.ruleId() + ": " + refusal.reason();
        }
    }
}
