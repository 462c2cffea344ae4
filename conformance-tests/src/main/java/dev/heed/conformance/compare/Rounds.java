package dev.heed.conformance.compare;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Times several contestants fairly in one process: all are warmed up first; then, in every round, each has one block of
 * calls after a pause, and who begins changes from round to round.
 *
 * @param pace how long
 * @param progress is told what is being done, in a few words
 */
public record Rounds(Pace pace, Consumer<String> progress) {
    /**
     * Times the calls of all lanes.
     *
     * @param work what they do, for the progress
     * @throws IllegalStateException if the thread is interrupted
     */
    public void time(String work, List<Lane> lanes) {
        progress.accept(work + ": warming up");
        for (Lane lane : lanes) {
            pause(pace.pause());
            lane.warmUp(pace);
        }
        for (int round = 0; round < pace.rounds(); round++) {
            progress.accept(work + ": round " + (round + 1) + " of " + pace.rounds());
            for (int turn = 0; turn < lanes.size(); turn++) {
                Lane lane = lanes.get((round + turn) % lanes.size());
                if (lane.open(pace)) {
                    pause(pace.pause());
                    lane.block(pace);
                }
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The thread was interrupted during a comparison.", interrupted);
        }
    }
}
