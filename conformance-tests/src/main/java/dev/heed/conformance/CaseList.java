package dev.heed.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Collects cases; each draws from a seed made of the suite's seed and its own id, and only when it runs. */
final class CaseList {
    private final long seed;
    private final List<ConformanceCase> cases = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    CaseList(long seed) {
        this.seed = seed;
    }

    void add(String rule, String name, Function<Draw, ConformanceCase.Check> make) {
        long own = seed * 0x9E3779B97F4A7C15L + (rule + "/" + name).hashCode();
        ConformanceCase added =
                new ConformanceCase(rule, name, run -> make.apply(new Draw(own)).run(run));
        if (!ids.add(added.id())) {
            throw new IllegalStateException("Two cases are called " + added.id() + ".");
        }
        cases.add(added);
    }

    List<ConformanceCase> cases() {
        return List.copyOf(cases);
    }
}
