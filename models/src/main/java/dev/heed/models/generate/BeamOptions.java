package dev.heed.models.generate;

import java.util.List;
import java.util.Set;

/**
 * How beams are searched.
 *
 * @param beams how many texts are followed at once
 * @param best how many of those found are returned; at most {@code beams}
 * @param maxTokens how many tokens a text has at the most
 * @param lengthPenalty the power of the length that a text's log-probability is divided by: 0 compares the
 *     probabilities, above 0 prefers longer texts
 * @param stopIds ids that end a text, besides the model's own
 * @param processors what changes the logits before they become probabilities, in this order
 */
public record BeamOptions(
        int beams,
        int best,
        int maxTokens,
        double lengthPenalty,
        Set<Integer> stopIds,
        List<LogitsProcessor> processors) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the first that is out of range
     */
    public BeamOptions {
        stopIds = Set.copyOf(stopIds);
        processors = List.copyOf(processors);
        if (beams < 1) {
            throw new IllegalArgumentException("beams: expected 1 or more, got " + beams);
        }
        if (best < 1 || best > beams) {
            throw new IllegalArgumentException("best: expected 1 to " + beams + " (beams), got " + best);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens: expected 1 or more, got " + maxTokens);
        }
        if (!Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException("lengthPenalty: expected a finite number, got " + lengthPenalty);
        }
    }

    /** So many beams, of which the best text is returned, by its log-probability for each token. */
    public static BeamOptions of(int beams, int maxTokens) {
        return new BeamOptions(beams, 1, maxTokens, 1, Set.of(), List.of());
    }

    /** These options with several texts returned. */
    public BeamOptions withBest(int value) {
        return new BeamOptions(beams, value, maxTokens, lengthPenalty, stopIds, processors);
    }

    /** These options with another length penalty. */
    public BeamOptions withLengthPenalty(double value) {
        return new BeamOptions(beams, best, maxTokens, value, stopIds, processors);
    }

    /** These options with ids that end a text. */
    public BeamOptions withStopIds(Set<Integer> value) {
        return new BeamOptions(beams, best, maxTokens, lengthPenalty, value, processors);
    }

    /** These options with what changes the logits. */
    public BeamOptions withProcessors(List<LogitsProcessor> value) {
        return new BeamOptions(beams, best, maxTokens, lengthPenalty, stopIds, value);
    }
}
