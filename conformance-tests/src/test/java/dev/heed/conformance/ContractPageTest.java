package dev.heed.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of the contract says what is tested, and what is tested is on the page. */
class ContractPageTest {
    private static final Path ROOT = Path.of("..");
    private static final String FAMILIES = "(SPI|TEN|ATT|ENC|DEC|PRE|TRN)";
    private static final Pattern RULE = Pattern.compile("- \\*\\*(" + FAMILIES + "-\\d+)\\*\\* (.*)");
    private static final Pattern MENTION = Pattern.compile("\\b" + FAMILIES + "-\\d+\\b");
    private static final Pattern TEST_NAME = Pattern.compile("\\bvoid (spi|ten|att|enc|dec|pre|trn)0?(\\d+)_");
    private static final Pattern CHECKED_BY = Pattern.compile("\\*Checked by `(\\w+)`[^*]*\\*$");
    private static final Pattern PLANNED = Pattern.compile("\\*Planned(: [^*]+)?\\.\\*$");

    /** The rules of the page, in its order, with their text. */
    private static final Map<String, String> PAGE = new LinkedHashMap<>();

    /** The Java sources of all modules, by path. */
    private static final Map<Path, String> SOURCES = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (String line : Files.readAllLines(ROOT.resolve("api/CONTRACT.md"))) {
            Matcher rule = RULE.matcher(line);
            if (rule.matches()) {
                assertThat(PAGE.put(rule.group(1), rule.group(3)))
                        .as(rule.group(1))
                        .isNull();
            }
        }
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> folders = modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            folders.forEach(ContractPageTest::readSources);
        }
        assertThat(SOURCES).hasSizeGreaterThan(100);
    }

    private static void readSources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".java"))::iterator) {
                SOURCES.put(file, Files.readString(file));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Set<String> rulesWithCases() {
        return ConformanceSuite.standard(ConformanceSuite.DEFAULT_SEED).cases().stream()
                .map(ConformanceCase::rule)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRuleOfTheSuite_isOnThePage() {
        assertThat(PAGE.keySet()).containsAll(rulesWithCases());
    }

    @Test
    void everyRuleThatSourcesAndTestsSpeakOf_isOnThePage() {
        Set<String> unknown = new TreeSet<>();
        SOURCES.forEach((file, source) -> {
            Stream<String> mentions = MENTION.matcher(source).results().map(found -> found.group());
            Stream<String> testNames = TEST_NAME
                    .matcher(source)
                    .results()
                    .map(found -> found.group(1).toUpperCase(Locale.ROOT) + "-" + found.group(2));
            Stream.concat(mentions, testNames)
                    .filter(rule -> !PAGE.containsKey(rule))
                    .forEach(rule -> unknown.add(rule + " in " + file));
        });
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyRuleOnThePage_isPlannedOrHasCasesOrATest() {
        Set<String> unproven = new TreeSet<>(PAGE.keySet());
        unproven.removeAll(rulesWithCases());
        unproven.removeIf(rule -> matches(PLANNED, rule) || matches(CHECKED_BY, rule));
        assertThat(unproven).isEmpty();
    }

    @Test
    void everyTestThatThePageNames_speaksOfTheRule() {
        PAGE.forEach((rule, text) -> {
            Matcher named = CHECKED_BY.matcher(text);
            if (named.find()) {
                assertThat(SOURCES.entrySet())
                        .as(rule + ", checked by " + named.group(1))
                        .anyMatch(file -> file.getKey().endsWith(named.group(1) + ".java")
                                && file.getKey().toUri().getPath().contains("/src/test/")
                                && speaksOf(file.getValue(), rule));
            }
        });
    }

    private static boolean speaksOf(String source, String rule) {
        String[] parts = rule.toLowerCase(Locale.ROOT).split("-", -1);
        return Pattern.compile("\\bvoid " + parts[0] + "0?" + parts[1] + "_")
                .matcher(source)
                .find();
    }

    @Test
    void whatIsPlanned_hasNoCases() {
        Set<String> planned = new TreeSet<>(PAGE.keySet());
        planned.removeIf(rule -> !matches(PLANNED, rule));
        planned.retainAll(rulesWithCases());
        assertThat(planned).isEmpty();
    }

    @Test
    void everyFamily_isCountedWithoutGaps() {
        Map<String, Integer> last = new LinkedHashMap<>();
        PAGE.keySet().forEach(rule -> {
            String family = rule.substring(0, 3);
            int expected = last.merge(family, 1, Integer::sum);
            assertThat(rule).isEqualTo(family + "-" + expected);
        });
        assertThat(last).containsOnlyKeys("SPI", "TEN", "ATT", "ENC", "DEC", "PRE", "TRN");
    }

    private static boolean matches(Pattern mark, String rule) {
        return mark.matcher(PAGE.getOrDefault(rule, "")).find();
    }
}
