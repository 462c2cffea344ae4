package dev.heed.models.generate;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How tokens are chosen and where a text ends. Immutable; made by {@link #builder()}. The steps are taken in this order:
 * repetition penalty, processors, temperature, top-k, top-p, min-p.
 *
 * @param maxTokens how many tokens are generated at the most; empty for as many as the context has room for
 * @param temperature what the logits are divided by; 0 takes the likeliest token always
 * @param topK only the k likeliest tokens are drawn from; 0 for all
 * @param topP only the likeliest tokens that together have this probability; 1 for all
 * @param minP only tokens with at least this part of the likeliest one's probability; 0 for all
 * @param repetitionPenalty as {@link LogitsProcessor#repetitionPenalty}; 1 for none
 * @param seed what chance begins with: the same seed gives the same tokens
 * @param stopIds ids that end the text, besides the model's own
 * @param stopWords words that end the text
 * @param processors what changes the logits, in this order
 * @param overflow what happens when the context is full
 */
public record GenerationOptions(
        OptionalInt maxTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed,
        Set<Integer> stopIds,
        List<String> stopWords,
        List<LogitsProcessor> processors,
        ContextOverflow overflow) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the first that is out of range
     */
    public GenerationOptions {
        stopIds = Set.copyOf(stopIds);
        stopWords = List.copyOf(stopWords);
        processors = List.copyOf(processors);
        if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
            throw new IllegalArgumentException("maxTokens: expected 1 or more, got " + maxTokens.getAsInt());
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature: expected 0 or a positive number, got " + temperature);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK: expected 0 (all) or more, got " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP: expected more than 0 and at most 1, got " + topP);
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("minP: expected 0 to 1, got " + minP);
        }
        if (!(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
            throw new IllegalArgumentException(
                    "repetitionPenalty: expected a positive number, got " + repetitionPenalty);
        }
        if (stopWords.contains("")) {
            throw new IllegalArgumentException("stopWords: expected words, got an empty one");
        }
    }

    /** A builder with the usual choices: greedy, to the end of the text or of the context. */
    public static GenerationOptionsBuilder builder() {
        return new GenerationOptionsBuilder();
    }

    GenerationOptions withProcessors(List<LogitsProcessor> value) {
        return new GenerationOptions(
                maxTokens, temperature, topK, topP, minP, repetitionPenalty, seed, stopIds, stopWords, value, overflow);
    }

    /** Greedy, up to so many tokens. */
    public static GenerationOptions greedy(int maxTokens) {
        return builder().maxTokens(maxTokens).build();
    }
}
