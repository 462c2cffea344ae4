package dev.heed.conformance.compare;

import java.time.Duration;

/**
 * How long things are measured.
 *
 * @param warmUp how long each backend runs a work before it is timed, at the least
 * @param rounds how many rounds a work is timed in; each backend has one block of calls a round
 * @param block how long a block of calls takes, at the least; always at least one call
 * @param pause how long nothing runs before a block: an engine's threads may go on spinning after a call, and would take
 *     the processors from the next one
 * @param most how long one backend may take for one work in all, after which it has no further rounds
 */
public record Pace(Duration warmUp, int rounds, Duration block, Duration pause, Duration most) {
    /** A call that takes longer than this is timed from the first of a block on: what waking up costs does not show. */
    static final Duration LONG_CALL = Duration.ofMillis(100);

    /** Checks the number of rounds. */
    public Pace {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: expected 1 or more, got " + rounds);
        }
    }
}
