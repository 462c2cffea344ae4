package dev.heed.conformance;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cases of a suite that one run takes. Immutable. */
public final class CaseSelection implements Predicate<ConformanceCase> {
    private static final CaseSelection ALL = new CaseSelection("", Optional.empty());

    private final String words;
    private final Optional<Set<String>> ids;

    private CaseSelection(String words, Optional<Set<String>> ids) {
        this.words = words;
        this.ids = ids;
    }

    /** Every case: what a certificate takes. */
    public static CaseSelection all() {
        return ALL;
    }

    /**
     * Chooses cases.
     *
     * @param only a case's id or the beginning of some, up to a slash; null for all
     * @param quick whether one case of each kind is enough
     * @throws IllegalArgumentException if no case is chosen
     */
    public static CaseSelection of(ConformanceSuite suite, @Nullable String only, boolean quick) {
        if (only == null && !quick) {
            return ALL;
        }
        Set<String> kinds = new HashSet<>();
        Set<String> ids = suite.cases().stream()
                .map(ConformanceCase::id)
                .filter(id -> only == null || id.equals(only) || id.startsWith(only + "/"))
                .filter(id -> !quick || kinds.add(kind(id)))
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("no case is '" + only + "'; there are cases of " + rules(suite)
                    + ", such as " + suite.cases().get(0).id());
        }
        String words =
                (only == null ? "" : "--case " + only) + (only != null && quick ? " " : "") + (quick ? "--quick" : "");
        return new CaseSelection(words, Optional.of(ids));
    }

    /** The rule and the name up to its first number: cases of one kind differ in sizes. */
    private static String kind(String id) {
        int name = id.indexOf('/') + 1;
        return id.substring(0, name) + id.substring(name).replaceAll("\\d.*", "");
    }

    private static String rules(ConformanceSuite suite) {
        return suite.cases().stream().map(ConformanceCase::rule).distinct().collect(Collectors.joining(", "));
    }

    /** What was asked for, as on a command line; empty for every case. */
    String words() {
        return words;
    }

    @Override
    public boolean test(ConformanceCase each) {
        return ids.isEmpty() || ids.get().contains(each.id());
    }
}
