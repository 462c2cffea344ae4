package dev.heed.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LifetimeTest {
    @Test
    void spi8_afterClose_useNamesWhatWasClosed_andFreeingHappensOnce() {
        AtomicInteger freed = new AtomicInteger();
        Lifetime lifetime = Lifetime.of("backend 'x'", freed::incrementAndGet);
        assertThat(lifetime.use(() -> 5)).isEqualTo(5);
        lifetime.close();
        lifetime.close();
        assertThat(freed).hasValue(1);
        assertThatThrownBy(() -> lifetime.use(() -> 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'x' is closed.");
        assertThatThrownBy(() -> lifetime.child("encoder", () -> {})).hasMessage("backend 'x' is closed.");
    }

    @Test
    void spi8_closingTheParent_closesChildrenFirst_andAClosedChildIsForgotten() {
        List<String> freed = new ArrayList<>();
        Lifetime parent = Lifetime.of("parent", () -> freed.add("parent"));
        Lifetime first = parent.child("first", () -> freed.add("first"));
        Lifetime second = parent.child("second", () -> freed.add("second"));
        first.close();
        parent.close();
        second.close();
        assertThat(freed).containsExactly("first", "second", "parent");
        assertThatThrownBy(() -> second.use(() -> 0)).hasMessage("second is closed.");
    }

    @Test
    void spi8_aCallUnderWay_completesBeforeTheMemoryGoes() throws Exception {
        AtomicBoolean freed = new AtomicBoolean();
        Lifetime lifetime = Lifetime.of("backend", () -> freed.set(true));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Boolean> call = CompletableFuture.supplyAsync(() -> lifetime.use(() -> {
            inside.countDown();
            await(release);
            return freed.get();
        }));
        inside.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(lifetime::close);
        assertThat(closing).isNotDone();
        release.countDown();
        closing.get();
        assertThat(call.get()).as("freed while the call was under way").isFalse();
        assertThat(freed).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
