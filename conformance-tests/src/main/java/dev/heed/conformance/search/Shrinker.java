package dev.heed.conformance.search;

import dev.heed.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lowers the choices of a draw that fails, one by one, for as long as it still fails. */
final class Shrinker {
    private static final int MOST_TRIES = 4000;

    private final Drawn drawn;
    private final Backend backend;
    private Map<String, Integer> choices;
    private int tries;

    /** What is left: the problem, and what the backend makes of it. */
    record Smallest(Problem problem, Verdict verdict) {}

    private Smallest smallest;

    private Shrinker(Drawn drawn, Backend backend, Map<String, Integer> choices, Smallest smallest) {
        this.drawn = drawn;
        this.backend = backend;
        this.choices = choices;
        this.smallest = smallest;
    }

    /** The smallest case of a draw that failed. */
    static Smallest shrink(Drawn drawn, Verdict verdict, Backend backend) {
        Choices made = Choices.random(drawn.seed());
        Problem problem = drawn.kind().draw(made);
        Shrinker shrinker = new Shrinker(drawn, backend, made.made(), new Smallest(problem, verdict));
        while (shrinker.lowerAny()) {
            // Until nothing can be lowered any more.
        }
        return shrinker.smallest;
    }

    private boolean lowerAny() {
        boolean any = false;
        for (String name : new ArrayList<>(choices.keySet())) {
            any |= lift(name) || lower(name);
        }
        return any;
    }

    /** Where one thing is made of two, a and b: puts one of them in its place. */
    private boolean lift(String name) {
        return choices.containsKey(name + ".a") && (lift(name, ".a") || lift(name, ".b"));
    }

    private boolean lift(String name, String part) {
        Map<String, Integer> changed = new LinkedHashMap<>();
        choices.forEach((each, choice) -> {
            if (each.startsWith(name + part)) {
                changed.put(name + each.substring(name.length() + part.length()), choice);
            } else if (!each.startsWith(name + ".") || each.endsWith(".in-call")) {
                changed.putIfAbsent(each, choice);
            }
        });
        return fails(changed);
    }

    /** To 0, else by halves, else by one. */
    private boolean lower(String name) {
        boolean any = false;
        boolean lowered = true;
        while (lowered) {
            lowered = false;
            int now = choices.getOrDefault(name, 0);
            for (int lower : now == 0 ? List.<Integer>of() : List.of(0, now / 2, now - 1)) {
                if (lower < now && fails(name, lower)) {
                    lowered = true;
                    any = true;
                    break;
                }
            }
        }
        return any;
    }

    private boolean fails(String name, int choice) {
        Map<String, Integer> changed = new LinkedHashMap<>(choices);
        changed.put(name, choice);
        return fails(changed);
    }

    private boolean fails(Map<String, Integer> changed) {
        if (tries++ >= MOST_TRIES) {
            return false;
        }
        Choices repeated = Choices.repeat(drawn.seed(), changed);
        Problem problem = drawn.kind().draw(repeated);
        Verdict verdict = problem.judge(backend);
        if (verdict.outcome() != Verdict.Outcome.WRONG) {
            return false;
        }
        choices = repeated.made();
        smallest = new Smallest(problem, verdict);
        return true;
    }
}
