package dev.heed.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter err = new StringWriter();

    @Test
    void onATerminal_isRedrawn_andGoesWhenTheStepIsOver() {
        ProgressLine line = line(ProgressStyle.TERMINAL);

        line.show(Duration.ofSeconds(1));
        line.show(Duration.ofMillis(2100));
        line.end();

        assertThat(err).hasToString("\r\u001b[Kheed: working, 1 s\r\u001b[Kheed: working, 2 s\r\u001b[K");
    }

    @Test
    void elsewhere_isPlain() {
        ProgressLine line = line(ProgressStyle.PLAIN);

        line.show(Duration.ofSeconds(1));
        line.end();

        assertThat(err).hasToString("heed: working, 1 s\n");
    }

    @Test
    void ofAShortStep_isNeverSeen() {
        line(ProgressStyle.TERMINAL).end();

        assertThat(err).hasToString("");
    }

    @Test
    void isNotDrawnAfterTheEnd() {
        ProgressLine line = line(ProgressStyle.PLAIN);

        line.end();
        line.show(Duration.ofSeconds(1));

        assertThat(err).hasToString("");
    }

    @Test
    void comesAfterASecond_andThenOftenOnATerminalAlone() {
        assertThat(line(ProgressStyle.TERMINAL).pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(shown(line(ProgressStyle.TERMINAL)).pause()).isEqualTo(Duration.ofMillis(200));
        assertThat(shown(line(ProgressStyle.PLAIN)).pause()).isEqualTo(Duration.ofSeconds(10));
    }

    private ProgressLine line(ProgressStyle style) {
        return new ProgressLine(new PrintWriter(err), style, () -> "working");
    }

    private static ProgressLine shown(ProgressLine line) {
        line.show(Duration.ofSeconds(1));
        return line;
    }
}
