package dev.heed.conformance.compare;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How a report writes what it found. */
final class Figures {
    private Figures() {}

    /** Three or four digits and a unit: {@code 512.3 ms}. */
    static String duration(double seconds) {
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.1f µs", seconds * 1e6);
        }
        if (seconds < 1) {
            return String.format(Locale.ROOT, seconds < 0.1 ? "%.2f ms" : "%.1f ms", seconds * 1e3);
        }
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }

    static String memory(OptionalLong bytes) {
        return bytes.isEmpty() ? "unknown" : String.format(Locale.ROOT, "%,.0f MiB", bytes.getAsLong() / 0x1p20);
    }

    static String error(Outcome.Measured measured) {
        String ratio = String.format(Locale.ROOT, "%.3g", measured.errorOverTolerance());
        return measured.right() ? ratio : ratio + " WRONG";
    }

    /** How a backend does beside its engine's own means: {@code djl takes 1.04 times as long as torch.sdpa}. */
    static String besideItsEngine(BackendResult backend, int work) {
        String name = backend.baseline(work).map(BaselineResult::name).orElse("its engine");
        OptionalDouble ratio = backend.ratio(work);
        return ratio.isPresent()
                ? String.format(
                        Locale.ROOT, "%s takes %.2f times as long as %s", backend.id(), ratio.getAsDouble(), name)
                : name + " is not the same work, or did not run";
    }

    /** Why there are no numbers. */
    static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return "refused (" + refused.ruleId() + "): " + refused.reason();
        }
        return outcome instanceof Outcome.Failed failed ? "failed: " + failed.message() : "";
    }
}
