package dev.heed.conformance;

import dev.heed.Device;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run found, case by case.
 *
 * @param backend the backend's id
 * @param device where it computed
 * @param seed what the cases were drawn from
 * @param results one for each case that ran
 */
public record ConformanceReport(String backend, Device device, long seed, List<CaseResult> results) {
    /** These must not be refused: a backend without them has shown nothing. */
    private static final List<String> CORE = List.of("ATT-1", "ATT-3", "ATT-6", "ATT-7", "TEN-2", "TEN-3", "SPI-8");

    /** How many cases must have run and passed for a whole run to count. */
    private static final int MINIMUM = 150;

    /** Copies the results. */
    public ConformanceReport {
        results = List.copyOf(results);
    }

    /** How many cases ended so. */
    public long count(CaseResult.Outcome outcome) {
        return results.stream().filter(each -> each.outcome() == outcome).count();
    }

    /** Whether nothing failed. */
    public boolean passed() {
        return count(CaseResult.Outcome.FAILED) == 0;
    }

    /** The cases that failed. */
    public List<CaseResult> failures() {
        return results.stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.FAILED)
                .toList();
    }

    /**
     * What a run of the whole suite lacks to count: a backend that refuses everything fails nothing, and shows nothing.
     * Empty if nothing lacks.
     */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        long passed = count(CaseResult.Outcome.PASSED);
        if (passed < MINIMUM) {
            missing.add("only " + passed + " cases passed; at least " + MINIMUM + " must");
        }
        for (String rule : CORE) {
            boolean any = results.stream()
                    .anyMatch(each -> each.rule().equals(rule) && each.outcome() == CaseResult.Outcome.PASSED);
            if (!any) {
                missing.add("no case of " + rule + " passed");
            }
        }
        return missing;
    }

    /** The worst margin of all cases. */
    public OptionalDouble worstMargin() {
        return results.stream()
                .map(CaseResult::margin)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
    }

    /** A table with a row for each rule, and a line below it that sums up. */
    public String table() {
        Map<String, List<CaseResult>> byRule = results.stream()
                .collect(Collectors.groupingBy(
                        CaseResult::rule,
                        () -> new TreeMap<>(Comparator.comparing(ConformanceReport::sortKey)),
                        Collectors.toList()));
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-8s %6s %7s %8s %7s %13s%n",
                "rule",
                "cases",
                "passed",
                "refused",
                "failed",
                "worst margin"));
        byRule.forEach((rule, cases) -> table.append(row(rule, new ConformanceReport(backend, device, seed, cases))));
        table.append(row("all", this));
        byRule.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.outcome() == CaseResult.Outcome.REFUSED)
                .collect(Collectors.groupingBy(CaseResult::detail, TreeMap::new, Collectors.counting()))
                .forEach(
                        (reason, count) -> table.append(String.format(Locale.ROOT, "refused %d: %s%n", count, reason)));
        return table.toString();
    }

    /** So that ATT-9 comes before ATT-10. */
    private static String sortKey(String rule) {
        int dash = rule.indexOf('-');
        return String.format(Locale.ROOT, "%s%4s", rule.substring(0, dash), rule.substring(dash + 1));
    }

    private static String row(String name, ConformanceReport report) {
        String margin = report.worstMargin().isPresent()
                ? String.format(Locale.ROOT, "%.3f", report.worstMargin().getAsDouble())
                : "-";
        return String.format(
                Locale.ROOT,
                "%-8s %6d %7d %8d %7d %13s%n",
                name,
                report.results.size(),
                report.count(CaseResult.Outcome.PASSED),
                report.count(CaseResult.Outcome.REFUSED),
                report.count(CaseResult.Outcome.FAILED),
                margin);
    }
}
