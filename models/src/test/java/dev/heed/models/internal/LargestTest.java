package dev.heed.models.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LargestTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 99, 100, 101})
    void itIsTheBeginningOfAFullSort(int count) {
        Random random = new Random(3);
        float[] numbers = new float[100];
        for (int i = 0; i < numbers.length; i++) {
            // Coarse, so that many are equal.
            numbers[i] = random.nextInt(10) - 5;
        }

        assertThat(Largest.indexes(numbers, count))
                .containsExactly(IntStream.range(0, numbers.length)
                        .boxed()
                        .sorted(Comparator.comparing((Integer i) -> -numbers[i]))
                        .limit(count)
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whatIsNoNumber_andMinusInfinity_arePassedOver(int count) {
        float[] numbers = {Float.NaN, 1, Float.NEGATIVE_INFINITY, 2};

        assertThat(Largest.indexes(numbers, count)).isEqualTo(count == 1 ? new int[] {3} : new int[] {3, 1});
    }
}
