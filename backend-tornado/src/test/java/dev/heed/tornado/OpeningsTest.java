package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a JVM keeps of what was opened, used and closed in it. */
class OpeningsTest {
    /** After as many, what is loaded and kept once is there. */
    private static final int FIRST = 5;

    private static final int MORE = 20;

    /** Of each, a kernel's graph would be a hundred kilobytes, and its arrays megabytes. */
    private static final long ALLOWED = MORE * 50_000L;

    @Test
    void spi08_openedUsedAndClosed_leavesNothingInTheJvm() {
        open(FIRST);
        long before = heap();
        open(MORE);
        assertThat(heap() - before).isLessThan(ALLOWED);
    }

    private static void open(int times) {
        for (int i = 0; i < times; i++) {
            SmallModels.openUseAndClose(backend -> {
                Attention attention =
                        backend.attention(AttentionSpec.builder(1, 8).build());
                Tensor rows = SmallModels.random(Shape.of(1, 1, 3, 8), new Random(1));
                attention.apply(rows, rows, rows);
            });
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
