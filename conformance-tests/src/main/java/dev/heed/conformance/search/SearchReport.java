package dev.heed.conformance.search;

import java.util.List;
import java.util.Locale;

/**
 * What a search found.
 *
 * @param backend the backend's id
 * @param seed what the draws were drawn from
 * @param draws how many there were
 * @param refused how many of them the backend refused, properly
 * @param illConditioned how many were over the tolerance of rule PRE-2, but within what rounding their inputs could do
 * @param wrong how many the backend got wrong
 * @param worstMargin the worst error over the tolerance of those that passed
 * @param findings what the backend gets wrong, each shrunk; of those that fail alike only the first
 */
public record SearchReport(
        String backend,
        long seed,
        long draws,
        long refused,
        long illConditioned,
        long wrong,
        double worstMargin,
        List<Finding> findings) {
    /** Copies the findings. */
    public SearchReport {
        findings = List.copyOf(findings);
    }

    /** One line that sums up, and below it the tests to paste. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d draws from seed %d, %d refused, %d ill-conditioned, worst margin %.3f, %d wrong%n",
                backend,
                draws,
                seed,
                refused,
                illConditioned,
                worstMargin,
                wrong));
        findings.forEach(each -> text.append(System.lineSeparator()).append(each.test()));
        return text.toString();
    }
}
