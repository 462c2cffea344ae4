package dev.heed.models.generate;

/**
 * How many prompts a running batch takes. One that comes when there are as many as {@code rows} and {@code waiting}
 * together is refused.
 *
 * @param rows how many texts are moved on together
 * @param waiting how many more prompts may wait for a row; 0 or more
 */
public record BatchOptions(int rows, int waiting) {
    private static final int USUALLY_WAITING = 1024;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the first that is out of range
     */
    public BatchOptions {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: expected 1 or more, got " + rows);
        }
        if (waiting < 0) {
            throw new IllegalArgumentException("waiting: expected 0 or more, got " + waiting);
        }
    }

    /** So many rows, for which up to 1,024 prompts more may wait. */
    public static BatchOptions of(int rows) {
        return new BatchOptions(rows, USUALLY_WAITING);
    }

    /** These options with another number of prompts that may wait. */
    public BatchOptions withWaiting(int value) {
        return new BatchOptions(rows, value);
    }
}
