package dev.heed.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The cases that a backend is known to fail, each with a reason. One that fails as expected is no failure of the run; one
 * that does not fail is, and so is an entry that matches no case, so that the list cannot outlive what it lists.
 * Immutable.
 */
public final class ExpectedFailures {
    private final List<Entry> entries;

    private ExpectedFailures(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * An entry.
     *
     * @param origin where it was written, for messages; empty if in code
     * @param pattern a case's id, in which {@code *} stands for any characters
     * @param reason why it fails
     */
    private record Entry(String origin, String pattern, String reason) {
        static Entry of(String origin, String pattern, String reason) {
            if (pattern.isBlank() || reason.isBlank()) {
                throw new IllegalArgumentException(
                        origin + "expected a case's id and a reason, got '" + (pattern + " " + reason).strip() + "'");
            }
            return new Entry(origin, pattern, reason.strip());
        }

        boolean matches(String id) {
            String regex =
                    Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return id.matches(regex);
        }

        @Override
        public String toString() {
            return origin + "'" + pattern + "' (" + reason + ")";
        }
    }

    /** None. */
    public static ExpectedFailures none() {
        return new ExpectedFailures(List.of());
    }

    /**
     * These, and one more.
     *
     * @param pattern a case's id, in which {@code *} stands for any characters: {@code ATT-13/blocks*}
     * @param reason why the backend fails there
     * @throws IllegalArgumentException if one of them is blank
     */
    public ExpectedFailures and(String pattern, String reason) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(Entry.of("", pattern, reason));
        return new ExpectedFailures(more);
    }

    /**
     * Reads a file: a pattern and after blanks its reason on each line; empty lines, and those that begin with
     * {@code #}, mean nothing.
     *
     * @throws IllegalArgumentException if a line has no reason
     */
    public static ExpectedFailures read(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String[] parts = line.split("\\s+", 2);
                entries.add(Entry.of(file + ":" + (n + 1) + ": ", parts[0], parts.length == 1 ? "" : parts[1]));
            }
        }
        return new ExpectedFailures(entries);
    }

    /** The entries that match none of these cases, in words. */
    List<String> matchingNone(List<ConformanceCase> cases) {
        return entries.stream()
                .filter(entry -> cases.stream().noneMatch(each -> entry.matches(each.id())))
                .map(entry -> entry + " matches no case of the suite")
                .toList();
    }

    /** A result as it counts. */
    CaseResult judge(CaseResult result) {
        Optional<Entry> entry =
                entries.stream().filter(each -> each.matches(result.id())).findFirst();
        if (entry.isEmpty()) {
            return result;
        }
        return switch (result.outcome()) {
            case FAILED ->
                result.with(
                        CaseResult.Outcome.EXPECTED, "expected, " + entry.get().reason() + ": " + result.detail());
            case PASSED, REFUSED ->
                result.with(
                        CaseResult.Outcome.FAILED,
                        entry.get() + " says that it fails, but it "
                                + (result.outcome() == CaseResult.Outcome.PASSED ? "passed" : "was refused")
                                + "; take the case off the list");
            case EXPECTED -> result;
        };
    }
}
