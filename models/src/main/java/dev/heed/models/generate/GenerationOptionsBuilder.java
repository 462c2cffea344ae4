package dev.heed.models.generate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Builds {@link GenerationOptions}. Not for use by several threads. */
public final class GenerationOptionsBuilder {
    private OptionalInt maxTokens = OptionalInt.empty();
    private double temperature;
    private int topK;
    private double topP = 1;
    private double minP;
    private double repetitionPenalty = 1;
    private long seed;
    private final Set<Integer> stopIds = new HashSet<>();
    private final List<String> stopWords = new ArrayList<>();
    private final List<LogitsProcessor> processors = new ArrayList<>();
    private ContextOverflow overflow = new ContextOverflow.Refuse();

    GenerationOptionsBuilder() {}

    /** How many tokens are generated at the most. */
    public GenerationOptionsBuilder maxTokens(int value) {
        maxTokens = OptionalInt.of(value);
        return this;
    }

    /** What the logits are divided by; 0 is greedy. */
    public GenerationOptionsBuilder temperature(double value) {
        temperature = value;
        return this;
    }

    /** Only the k likeliest tokens are drawn from. */
    public GenerationOptionsBuilder topK(int value) {
        topK = value;
        return this;
    }

    /** Only the likeliest tokens that together have this probability. */
    public GenerationOptionsBuilder topP(double value) {
        topP = value;
        return this;
    }

    /** Only tokens with at least this part of the likeliest one's probability. */
    public GenerationOptionsBuilder minP(double value) {
        minP = value;
        return this;
    }

    /** Makes tokens that are there already less likely. */
    public GenerationOptionsBuilder repetitionPenalty(double value) {
        repetitionPenalty = value;
        return this;
    }

    /** What chance begins with. */
    public GenerationOptionsBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** One more id that ends the text. */
    public GenerationOptionsBuilder stopId(int value) {
        stopIds.add(value);
        return this;
    }

    /** One more word that ends the text. */
    public GenerationOptionsBuilder stopWord(String value) {
        stopWords.add(value);
        return this;
    }

    /** One more change of the logits. */
    public GenerationOptionsBuilder processor(LogitsProcessor value) {
        processors.add(value);
        return this;
    }

    /** What happens when the context is full. */
    public GenerationOptionsBuilder overflow(ContextOverflow value) {
        overflow = value;
        return this;
    }

    /** The options. */
    public GenerationOptions build() {
        return new GenerationOptions(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                seed,
                stopIds,
                stopWords,
                processors,
                overflow);
    }
}
