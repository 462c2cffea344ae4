package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LengthBatchesTest {
    @Test
    void everyTextIsInOneBatch() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int[] lengths = random.ints(random.nextInt(300), 2, 513).toArray();
            int[] all = LengthBatches.of(lengths).stream()
                    .flatMapToInt(Arrays::stream)
                    .sorted()
                    .toArray();
            assertThat(all).containsExactly(IntStream.range(0, lengths.length).toArray());
        }
    }

    @Test
    void likeLengthsGoTogether_unlikeOnesApart() {
        assertThat(LengthBatches.of(new int[] {10, 500, 10, 11})).containsExactly(new int[] {1}, new int[] {0, 2, 3});
    }

    @Test
    void memoryOfOneCallIsBounded() {
        int[] lengths = new int[1000];
        Arrays.fill(lengths, 100);
        List<int[]> batches = LengthBatches.of(lengths);
        assertThat(batches).allMatch(batch -> batch.length * 100 <= 4096);
        assertThat(batches).hasSize(25);
    }

    @Test
    void shortSentences_areHardlyPadded() {
        int[] lengths = new Random(5).ints(64, 6, 25).toArray();
        List<int[]> batches = LengthBatches.of(lengths);
        int padded = batches.stream()
                .mapToInt(batch -> batch.length
                        * Arrays.stream(batch).map(i -> lengths[i]).max().orElse(0))
                .sum();
        assertThat(padded).isLessThan(Arrays.stream(lengths).sum() * 120 / 100);
        assertThat(batches).hasSizeLessThan(8);
    }

    @Test
    void nothing_isNoBatch() {
        assertThat(LengthBatches.of(new int[0])).isEmpty();
    }
}
