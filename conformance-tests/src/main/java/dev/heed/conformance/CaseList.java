package dev.heed.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Collects cases; each draws from a seed made of the suite's seed and its own id, and only when it runs. */
final class CaseList {
    private final long seed;
    private final Contract contract;
    private final List<ConformanceCase> cases;
    private final Set<String> ids;

    private CaseList(long seed, Contract contract, List<ConformanceCase> cases, Set<String> ids) {
        this.seed = seed;
        this.contract = contract;
        this.cases = cases;
        this.ids = ids;
    }

    /** An empty list, of cases for attention. */
    static CaseList ofAttention(long seed) {
        return new CaseList(seed, Contract.ATTENTION, new ArrayList<>(), new HashSet<>());
    }

    /** The same list; what is added here belongs to the contract of encoders. */
    CaseList ofEncoders() {
        return new CaseList(seed, Contract.ENCODER, cases, ids);
    }

    /** The same list; what is added here belongs to the contract of decoders. */
    CaseList ofDecoders() {
        return new CaseList(seed, Contract.DECODER, cases, ids);
    }

    void add(String rule, String name, Function<Draw, ConformanceCase.Check> make) {
        long own = seed * 0x9E3779B97F4A7C15L + (rule + "/" + name).hashCode();
        ConformanceCase added = new ConformanceCase(
                rule, name, contract, run -> make.apply(new Draw(own)).run(run));
        if (!ids.add(added.id())) {
            throw new IllegalStateException("Two cases are called " + added.id() + ".");
        }
        cases.add(added);
    }

    List<ConformanceCase> cases() {
        return List.copyOf(cases);
    }
}
