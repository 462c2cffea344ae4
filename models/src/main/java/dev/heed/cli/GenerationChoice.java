package dev.heed.cli;

import dev.heed.conformance.cli.PositiveNumber;
import dev.heed.models.generate.BeamOptions;
import dev.heed.models.generate.ContextOverflow;
import dev.heed.models.generate.GenerationOptions;
import dev.heed.models.generate.GenerationOptionsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say how tokens are chosen, and how many. */
final class GenerationChoice {
    private static final int DEFAULT_TOKENS = 256;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many tokens are generated at the most. Without it: " + DEFAULT_TOKENS
                    + ", or what the context has room for.")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Draws tokens by chance; near 0 almost the likeliest only, above 1 unlikely ones more often."
                    + " Without it: always the likeliest.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Draws from the K likeliest tokens only.")
    private @Nullable Integer topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Draws from the likeliest tokens only that together have the probability P.")
    private @Nullable Double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "Draws only from tokens that are at least P times as likely as the likeliest.")
    private @Nullable Double minP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What chance begins with: the same seed, the same text. Without it: 0.")
    private @Nullable Long seed;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description = "Above 1 makes tokens less likely that are there already.")
    private @Nullable Double repetitionPenalty;

    @Option(
            names = "--keep",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "When the context is full, goes on from the last N tokens and forgets the others. Without it"
                    + " the text ends there.")
    private @Nullable Integer kept;

    @Option(
            names = "--stop",
            paramLabel = "WORD",
            description = "Ends the text before this word; may be given several times.")
    private List<String> stopWords = new ArrayList<>();

    @Option(
            names = "--beams",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "Searches with N beams for a likelier text, and prints it at the end.")
    private @Nullable Integer beams;

    OptionalInt beams() {
        return beams == null ? OptionalInt.empty() : OptionalInt.of(beams);
    }

    /** Checks what can be checked without a model, as the command line's fault. */
    void requireSense(CommandLine line, boolean ids) {
        if (ids && !stopWords.isEmpty()) {
            throw new ParameterException(line, "--stop is for text; it does not go with --ids");
        }
        boolean chance = temperature != null && temperature > 0;
        String drawing = topK != null ? "--top-k" : topP != null ? "--top-p" : minP != null ? "--min-p" : "--seed";
        if (!chance && (topK != null || topP != null || minP != null || seed != null)) {
            throw new ParameterException(line, drawing + " says how tokens are drawn; it needs --temperature above 0");
        }
        boolean notForBeams = temperature != null || repetitionPenalty != null || kept != null || !stopWords.isEmpty();
        if (beams != null && notForBeams) {
            throw new ParameterException(
                    line, "--beams does not go with --temperature, --repetition-penalty, --keep or --stop");
        }
        try {
            options(DEFAULT_TOKENS);
        } catch (IllegalArgumentException outOfRange) {
            throw new ParameterException(line, String.valueOf(outOfRange.getMessage()), outOfRange);
        }
    }

    /** How tokens are chosen. */
    GenerationOptions options(int room) {
        GenerationOptionsBuilder options = GenerationOptions.builder().maxTokens(tokens(room));
        if (temperature != null) {
            options.temperature(temperature);
        }
        if (topK != null) {
            options.topK(topK);
        }
        if (topP != null) {
            options.topP(topP);
        }
        if (minP != null) {
            options.minP(minP);
        }
        if (seed != null) {
            options.seed(seed);
        }
        if (repetitionPenalty != null) {
            options.repetitionPenalty(repetitionPenalty);
        }
        if (kept != null) {
            options.overflow(new ContextOverflow.Slide(kept));
        }
        stopWords.forEach(options::stopWord);
        return options.build();
    }

    /** How beams are searched. */
    BeamOptions beams(int room) {
        return BeamOptions.of(beams().orElse(1), tokens(room));
    }

    private int tokens(int room) {
        if (maxTokens != null) {
            return maxTokens;
        }
        return kept != null ? DEFAULT_TOKENS : Math.max(1, Math.min(DEFAULT_TOKENS, room));
    }
}
