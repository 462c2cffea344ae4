package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.AttentionSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The engine starts, works and ends without a line on either stream, with no logging set up. */
class SilenceTest {
    /** Uses the backend and prints one word. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            try (Backend backend = new Nd4jBackendProvider().open(BackendOptions.defaults())) {
                Tensor rows = Tensor.of(Shape.of(1, 1, 2, 2), 1f, 2f, 3f, 4f);
                backend.attention(AttentionSpec.builder(1, 2).build()).apply(rows, rows, rows);
            }
            System.out.println("done");
        }
    }

    @Test
    void startAndUse_printNothing() {
        OtherJvm.Result result = new OtherJvm().run(Main.class);
        assertThat(result.output()).isEqualTo("done" + System.lineSeparator());
        assertThat(result.status()).isZero();
    }
}
