package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.spi.Probe;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The main job with real weights, on every engine that this machine can run. */
class EndToEndTest {
    private static final List<String> TEXTS =
            List.of("A man is eating food.", "Someone is having a meal.", "The stock market fell sharply today.");

    @TestFactory
    Stream<DynamicTest> theCosinesAreRight_onEveryBackend() {
        List<String> usable = Backends.discover().candidates().stream()
                .filter(each -> each.probe() instanceof Probe.Available)
                .map(Candidate::id)
                .toList();
        assumeFalse(usable.isEmpty(), "no backend is usable here");
        return usable.stream().map(id -> dynamicTest(id, () -> requireRight(id)));
    }

    private static void requireRight(String backend) {
        Run run = Run.heed(
                Backends::discover,
                InputStream.nullInputStream(),
                new ByteArrayOutputStream(),
                Stream.concat(Stream.of("similar", "--backend", backend), TEXTS.stream())
                        .toArray(String[]::new));

        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(cosine(lines.get(1), 2)).isCloseTo(0.69, within(0.01));
        assertThat(cosine(lines.get(1), 3)).isCloseTo(0.00, within(0.01));
        assertThat(cosine(lines.get(2), 3)).isCloseTo(-0.02, within(0.01));
        assertThat(run.out()).contains("model      all-MiniLM-L6-v2\n", "backend    " + backend + "\n");
    }

    private static double cosine(String row, int column) {
        List<String> words = Pattern.compile(" +").splitAsStream(row.strip()).toList();
        return Double.parseDouble(words.get(column));
    }
}
