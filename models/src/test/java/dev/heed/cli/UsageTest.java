package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("heed: No command given; expected one of backends, similar, embed, generate, fill, conformance,"
                        + " compare (heed --help tells more)"),
                mistake(
                        "heed: there is no command 'zzz'; expected one of backends, similar, embed, generate, fill,"
                                + " conformance, compare (heed --help tells more)",
                        "zzz"),
                mistake("heed: Unknown option: '--zzz' (heed --help tells more)", "--zzz"),
                mistake(
                        "heed similar: positional parameter at index 0..* (TEXT) requires at least 2 values, but none were"
                                + " specified. (heed similar --help tells more)",
                        "similar"),
                mistake(
                        "heed similar: positional parameter at index 0..* (TEXT) requires at least 2 values, but only"
                                + " 1 were specified: [one] (heed similar --help tells more)",
                        "similar",
                        "one"),
                mistake(
                        "heed similar: TEXT 2 is empty; there is nothing to compare (heed similar --help tells more)",
                        "similar",
                        "one",
                        " \t\n"),
                mistake(
                        "heed similar: Invalid value for option '--threads': expected a whole number from 1 on, got"
                                + " '0' (heed similar --help tells more)",
                        "similar",
                        "--threads",
                        "0",
                        "one",
                        "two"),
                mistake(
                        "heed embed: Invalid value for option '--format': expected one of [JSON, CSV]"
                                + " (case-insensitive) but was 'xml' (heed embed --help tells more)",
                        "embed",
                        "--format",
                        "xml"),
                mistake(
                        "heed conformance: Missing required option: '--backend=ID' (heed conformance --help tells"
                                + " more)",
                        "conformance"));
    }

    private static Arguments mistake(String sentence, String... args) {
        return Arguments.of(sentence, List.of(args));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeOnTheCommandLine_isOneLine_andExitCode2(String sentence, List<String> args) {
        assertThat(Run.heed(List.of(), args.toArray(String[]::new))).isEqualTo(new Run(2, "", sentence + "\n"));
    }

    @Test
    void aCommandThatIsNearlyOne_isSuggested() {
        assertThat(Run.heed(List.of(), "similiar", "a", "b").err()).contains("did you mean 'similar'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backends", "similar", "embed", "generate", "fill", "conformance", "compare"})
    void everyCommandHasHelp(String command) {
        Run run = Run.heed(List.of(), command, "--help");

        assertThat(run.out()).contains("Usage: heed " + command);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void helpShowsExamplesAndExitCodes() {
        assertThat(Run.heed(List.of(), "--help").out()).contains("Examples:", "Exit codes:", "  heed similar \"");
    }

    @Test
    void versionNamesHeedAndJava() {
        assertThat(Run.heed(List.of(), "--version").out()).startsWith("heed ").contains("\nJava ");
    }
}
