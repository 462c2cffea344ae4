package dev.heed.models.internal;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Finds the largest of many numbers, of which few are wanted. */
public final class Largest {
    private Largest() {}

    /**
     * Where the largest numbers are, the largest first; of equal ones the first comes first. −∞ and what is not a number
     * are passed over.
     *
     * @param count how many at the most, one or more
     */
    public static int[] indexes(float[] numbers, int count) {
        Comparator<Integer> order = Comparator.<Integer>comparingDouble(index -> numbers[index])
                .reversed()
                .thenComparing(Comparator.naturalOrder());
        PriorityQueue<Integer> kept = new PriorityQueue<>(order.reversed());
        for (int index = 0; index < numbers.length; index++) {
            boolean wanted = kept.size() < count || numbers[index] > numbers[kept.element()];
            if (wanted && numbers[index] > Float.NEGATIVE_INFINITY) {
                kept.add(index);
            }
            if (kept.size() > count) {
                kept.remove();
            }
        }
        return kept.stream().sorted(order).mapToInt(Integer::intValue).toArray();
    }
}
