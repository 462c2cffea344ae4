package dev.heed.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run says of a backend: that it is certified, for which contracts, or what is missing.
 *
 * @param certified whether it is
 * @param contracts what it is certified for; empty if it is not
 * @param line the whole of it in one line
 * @param tooFew in which contracts too few cases passed, in words; empty in a run of a part of the suite
 */
public record Certificate(boolean certified, List<Contract> contracts, String line, List<String> tooFew) {
    /** Copies the lists. */
    public Certificate {
        contracts = List.copyOf(contracts);
        tooFew = List.copyOf(tooFew);
    }

    static Certificate of(ConformanceReport report) {
        if (!report.selection().isEmpty()) {
            String line = "NO CERTIFICATE " + ConformanceSuite.VERSION + ": " + report.selection()
                    + " ran a part of the suite; only a whole run certifies";
            return new Certificate(false, List.of(), line, List.of());
        }
        List<Contract> claimed = Arrays.stream(Contract.values())
                .filter(each -> passed(report.of(each).results()) > 0)
                .toList();
        List<String> tooFew = new ArrayList<>();
        claimed.forEach(each -> tooFew(each, report.of(each), tooFew));
        if (claimed.isEmpty()) {
            tooFew.add("no case passed");
        }
        List<String> missing = new ArrayList<>();
        addRules(missing, report, CaseResult.Outcome.FAILED, "failed");
        addRules(missing, report, CaseResult.Outcome.EXPECTED, "failed as expected");
        missing.addAll(report.unmatched());
        missing.addAll(tooFew);
        if (!missing.isEmpty()) {
            String line = "NOT CERTIFIED " + ConformanceSuite.VERSION + ": " + String.join("; ", missing);
            return new Certificate(false, List.of(), line, tooFew);
        }
        String line = String.format(
                Locale.ROOT,
                "CERTIFIED %s %s (%,d cases, worst margin %.2f)",
                ConformanceSuite.VERSION,
                claimed.stream().map(Contract::toString).collect(Collectors.joining(",")),
                passed(report.results()),
                report.worstMargin().orElse(0));
        return new Certificate(true, claimed, line, List.of());
    }

    private static long passed(List<CaseResult> results) {
        return results.stream()
                .filter(each -> each.outcome() == CaseResult.Outcome.PASSED)
                .count();
    }

    private static void tooFew(Contract contract, ConformanceReport report, List<String> tooFew) {
        long passed = passed(report.results());
        if (passed < contract.minimum()) {
            tooFew.add(contract + " below the minimum of cases: " + passed + " of " + contract.minimum() + " passed");
        }
        Map<String, List<CaseResult>> byRule = report.byRule();
        byRule.forEach((rule, cases) -> {
            long right = passed(cases);
            if (!contract.mayBeRefused(rule) && 2 * right < cases.size()) {
                tooFew.add(contract + " below half of the cases of " + rule + ": " + right + " of " + cases.size()
                        + " passed");
            }
        });
    }

    private static void addRules(
            List<String> missing, ConformanceReport report, CaseResult.Outcome outcome, String how) {
        Map<String, Long> rules = new TreeMap<>(ConformanceReport.RULES_IN_ORDER);
        report.results().stream()
                .filter(each -> each.outcome() == outcome)
                .forEach(each -> rules.merge(each.rule(), 1L, Long::sum));
        long count = rules.values().stream().mapToLong(each -> each).sum();
        if (count > 0) {
            missing.add(
                    count + (count == 1 ? " case " : " cases ") + how + " (" + String.join(", ", rules.keySet()) + ")");
        }
    }
}
