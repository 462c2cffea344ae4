package dev.heed.benchmark;

import dev.heed.conformance.compare.Lane;
import dev.heed.conformance.compare.Rounds;
import dev.heed.conformance.compare.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One work of a peer and of all backends, timed in turns.
 *
 * @param work what it is
 * @param throughput whether the ratio is that of throughputs (higher is better) or of times (lower is better)
 * @param goals what the ratio is to reach, by backend
 */
record Race(String work, boolean throughput, Map<String, Goal> goals) {
    static String header() {
        return String.format(
                "%-18s %-8s %-34s %-34s %-22s %s%n",
                "work",
                "backend",
                "peer: median (quartiles), ms",
                "Heed: median (quartiles), ms",
                "ratio (quartiles)",
                "goal");
    }

    /** Times all lanes, the peer's first, and prints a row for each backend. */
    List<Lane> run(Rounds rounds, Lane peer, List<Lane> backends) {
        List<Lane> lanes = new ArrayList<>(List.of(peer));
        lanes.addAll(backends);
        rounds.time(work, lanes);
        lanes.forEach(lane -> lane.failure().ifPresent(failure -> {
            throw new IllegalStateException(work + " on " + lane.name() + " failed", failure);
        }));
        backends.forEach(lane -> System.out.print(row(peer, lane)));
        return backends;
    }

    private String row(Lane peer, Lane heed) {
        Timing ratio = throughput ? Ratios.of(peer, heed) : Ratios.of(heed, peer);
        String goal = Optional.ofNullable(goals.get(heed.name()))
                .map(each -> each.verdict(ratio.median()))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%-18s %-8s %-34s %-34s %-22s %s%n",
                work,
                heed.name(),
                peer.name() + " " + milliseconds(peer.calls()),
                milliseconds(heed.calls()),
                String.format(
                        Locale.ROOT,
                        "%.2f (%.2f to %.2f)",
                        ratio.median(),
                        ratio.lowerQuartile(),
                        ratio.upperQuartile()),
                goal);
    }

    private static String milliseconds(Timing timing) {
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                timing.median() * 1e3,
                timing.lowerQuartile() * 1e3,
                timing.upperQuartile() * 1e3);
    }
}
