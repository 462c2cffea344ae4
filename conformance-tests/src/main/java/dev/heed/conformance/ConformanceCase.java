package dev.heed.conformance;

/**
 * One check of one rule. Its inputs are drawn from its own seed, so that it repeats alone as it ran among the others.
 *
 * @param rule the id of the rule, {@code ATT-7}
 * @param name what is special about it, {@code longer-query/3}; neither blanks nor asterisks
 * @param contract what a backend shows by passing it
 * @param check throws if the backend is wrong
 */
public record ConformanceCase(String rule, String name, Contract contract, Check check) {
    /** What a case does with a backend. */
    @FunctionalInterface
    public interface Check {
        /** Uses the backends of one run; what it finds wrong it throws as an {@link AssertionError}. */
        void run(CaseRun run);
    }

    /** The id by which it is repeated, {@code ATT-7/longer-query/3}. */
    public String id() {
        return rule + "/" + name;
    }
}
