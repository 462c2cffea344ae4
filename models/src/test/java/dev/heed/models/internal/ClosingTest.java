package dev.heed.models.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClosingTest {
    private final List<String> closed = new ArrayList<>();
    private final List<AutoCloseable> opened = List.of(
            () -> closed.add("a"),
            () -> fail(new IllegalStateException("b")),
            () -> fail(new AssertionError("c")),
            () -> closed.add("d"));

    private static void fail(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    @Test
    void everythingIsClosed_andTheFirstFailureHasTheOthers() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Closing.all(opened))
                .withMessage("b")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("c"));
        assertThat(closed).containsExactly("a", "d");
    }

    @Test
    void afterAFailure_everythingIsClosed_andTheFailureHasTheOthers() {
        IllegalStateException failure = new IllegalStateException("first");

        Closing.all(opened, failure);

        assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).containsExactly("b", "c");
        assertThat(closed).containsExactly("a", "d");
    }
}
