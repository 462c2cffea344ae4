package dev.heed.conformance.compare;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Times lanes in turns; who begins changes from round to round. */
record Rounds(Pace pace, Consumer<String> progress) {

    void time(String work, List<Lane> lanes) {
        progress.accept(work + ": warming up");
        lanes.forEach(lane -> lane.warmUp(pace));
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
