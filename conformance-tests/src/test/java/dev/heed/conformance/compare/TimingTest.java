package dev.heed.conformance.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {
    @Test
    void medianAndQuartiles_ofUnsortedCalls() {
        Timing timing = new Timing(List.of(5.0, 1.0, 4.0, 2.0, 3.0));
        assertThat(timing.median()).isEqualTo(3);
        assertThat(timing.medianDeviation()).isEqualTo(1);
        // Hyndman and Fan's eighth method by hand: position 1/4 (5 + 1/3) + 1/3 = 5/3.
        assertThat(timing.lowerQuartile()).isCloseTo(1 + 2 / 3.0, within(1e-12));
        assertThat(timing.upperQuartile()).isCloseTo(4 + 1 / 3.0, within(1e-12));
    }

    @Test
    void noCalls_areNoTiming() {
        assertThatThrownBy(() -> new Timing(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seconds: expected at least one call, got none");
    }
}
