package dev.heed.cli;

import dev.heed.conformance.ConformanceCase;
import dev.heed.conformance.ConformanceSuite;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cases of a suite that one run takes. */
final class CaseSelection implements Predicate<ConformanceCase> {
    private final Set<String> ids;

    private CaseSelection(Set<String> ids) {
        this.ids = ids;
    }

    /**
     * Chooses cases.
     *
     * @param only a case's id or the beginning of some, up to a slash; null for all
     * @param quick whether one case of each kind is enough
     * @throws CommandFailure if no case is chosen
     */
    static CaseSelection of(ConformanceSuite suite, @Nullable String only, boolean quick) {
        Set<String> kinds = new HashSet<>();
        Set<String> ids = suite.cases().stream()
                .map(ConformanceCase::id)
                .filter(id -> only == null || id.equals(only) || id.startsWith(only + "/"))
                .filter(id -> !quick || kinds.add(kind(id)))
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            throw new CommandFailure("no case is '" + only + "'; there are cases of " + rules(suite) + ", such as "
                    + suite.cases().get(0).id());
        }
        return new CaseSelection(ids);
    }

    /** The rule and the name up to its first number: cases of one kind differ in sizes. */
    private static String kind(String id) {
        int name = id.indexOf('/') + 1;
        return id.substring(0, name) + id.substring(name).replaceAll("\\d.*", "");
    }

    private static String rules(ConformanceSuite suite) {
        List<String> rules =
                suite.cases().stream().map(ConformanceCase::rule).distinct().toList();
        return String.join(", ", rules);
    }

    int size() {
        return ids.size();
    }

    @Override
    public boolean test(ConformanceCase each) {
        return ids.contains(each.id());
    }
}
