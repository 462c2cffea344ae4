package dev.heed.nd4j;

import java.util.function.IntConsumer;

/** Whoever does the tasks of a stage. A stage ends when all of its tasks have. */
interface Team {
    /** Runs tasks 0 to count − 1, in any order and perhaps at once. What a task throws is thrown here. */
    void forEach(int count, IntConsumer task);

    /** The calling thread alone. */
    static Team solo() {
        return (count, task) -> {
            for (int i = 0; i < count; i++) {
                task.accept(i);
            }
        };
    }
}
