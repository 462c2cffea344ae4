package dev.heed.conformance;

import dev.heed.Device;
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
 * @param selection which part of the suite ran, as it was asked for: {@code --quick}; empty if all of it ran
 * @param results one for each case that ran
 * @param unmatched expected failures that match no case of the suite, in words
 */
public record ConformanceReport(
        String backend, Device device, long seed, String selection, List<CaseResult> results, List<String> unmatched) {
    /** So that ATT-9 comes before ATT-10. */
    static final Comparator<String> RULES_IN_ORDER = Comparator.comparing(ConformanceReport::sortKey);

    /** Copies the lists. */
    public ConformanceReport {
        results = List.copyOf(results);
        unmatched = List.copyOf(unmatched);
    }

    private static String sortKey(String rule) {
        int dash = rule.indexOf('-');
        return String.format(Locale.ROOT, "%s%4s", rule.substring(0, dash), rule.substring(dash + 1));
    }

    /** How many cases ended so. */
    public long count(CaseResult.Outcome outcome) {
        return results.stream().filter(each -> each.outcome() == outcome).count();
    }

    /** Whether nothing failed but what was expected to, and every expectation is about a case. */
    public boolean passed() {
        return count(CaseResult.Outcome.FAILED) == 0 && unmatched.isEmpty();
    }

    /** The cases that failed, and were not expected to. */
    public List<CaseResult> failures() {
        return results.stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.FAILED)
                .toList();
    }

    /** What this run says of the backend. A backend that refuses everything fails nothing, and shows nothing. */
    public Certificate certificate() {
        return Certificate.of(this);
    }

    /** The worst margin of all cases. */
    public OptionalDouble worstMargin() {
        return results.stream()
                .map(CaseResult::margin)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
    }

    /** The results by rule, in the order of the rules. */
    public Map<String, List<CaseResult>> byRule() {
        return results.stream()
                .collect(Collectors.groupingBy(
                        CaseResult::rule, () -> new TreeMap<>(RULES_IN_ORDER), Collectors.toList()));
    }

    /** The results of one contract. */
    ConformanceReport of(Contract contract) {
        return of(results.stream().filter(each -> each.contract() == contract).toList());
    }

    /** The same of some of the results. */
    public ConformanceReport of(List<CaseResult> some) {
        return new ConformanceReport(backend, device, seed, selection, some, unmatched);
    }

    /** A table with a row for each rule, and lines below it with what was refused, and what failed as expected. */
    public String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-8s %6s %7s %8s %7s %9s %13s%n",
                "rule",
                "cases",
                "passed",
                "refused",
                "failed",
                "expected",
                "worst margin"));
        byRule().forEach((rule, cases) -> table.append(row(rule, of(cases))));
        table.append(row("all", this));
        results.stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.REFUSED)
                .collect(Collectors.groupingBy(CaseResult::detail, TreeMap::new, Collectors.counting()))
                .forEach(
                        (reason, count) -> table.append(String.format(Locale.ROOT, "refused %d: %s%n", count, reason)));
        results.stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.EXPECTED)
                .forEach(each -> table.append(String.format(Locale.ROOT, "%s%n", each)));
        unmatched.forEach(each -> table.append(String.format(Locale.ROOT, "expected failure %s%n", each)));
        return table.toString();
    }

    private static String row(String name, ConformanceReport report) {
        String margin = report.worstMargin().isPresent()
                ? String.format(Locale.ROOT, "%.3f", report.worstMargin().getAsDouble())
                : "-";
        return String.format(
                Locale.ROOT,
                "%-8s %6d %7d %8d %7d %9d %13s%n",
                name,
                report.results.size(),
                report.count(CaseResult.Outcome.PASSED),
                report.count(CaseResult.Outcome.REFUSED),
                report.count(CaseResult.Outcome.FAILED),
                report.count(CaseResult.Outcome.EXPECTED),
                margin);
    }
}
