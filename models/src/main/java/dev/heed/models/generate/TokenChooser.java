package dev.heed.models.generate;

import dev.heed.models.internal.Largest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Chooses the next token from logits. The same seed and logits give the same tokens, on every platform. */
final class TokenChooser {
    private final GenerationOptions options;
    private final List<LogitsProcessor> processors = new ArrayList<>();
    /** Its formula is part of its contract; {@link java.util.SplittableRandom}'s is not. */
    private final Random random;

    TokenChooser(GenerationOptions options) {
        this.options = options;
        this.random = new Random(options.seed());
        if (options.repetitionPenalty() != 1) {
            processors.add(LogitsProcessor.repetitionPenalty(options.repetitionPenalty()));
        }
        processors.addAll(options.processors());
    }

    /**
     * The next token.
     *
     * @param tokens those so far
     * @param logits changed on the way
     */
    int choose(TokenList tokens, float[] logits) {
        process(processors, tokens, logits);
        int best = likeliest(logits);
        return options.temperature() == 0 ? best : draw(logits, logits[best]);
    }

    static void process(List<LogitsProcessor> processors, TokenList tokens, float[] logits) {
        int[] array = processors.isEmpty() ? new int[0] : tokens.toArray();
        processors.forEach(each -> each.process(array, logits));
    }

    /** The first of the largest. */
    private static int likeliest(float[] logits) {
        int best = -1;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > Float.NEGATIVE_INFINITY && (best < 0 || logits[id] > logits[best])) {
                best = id;
            }
        }
        if (best < 0) {
            throw noToken();
        }
        return best;
    }

    static IllegalStateException noToken() {
        return new IllegalStateException("There is no token to choose: every logit is −∞ or not a number."
                + " A logits processor may have forbidden all tokens, or the weights may be damaged.");
    }

    /** How far a logit is below the largest: not at all if it equals it, be that ∞; by ∞ if it is not a number. */
    static double below(double logit, double largest) {
        double below = logit == largest ? 0 : logit - largest;
        return Double.isNaN(below) ? Double.NEGATIVE_INFINITY : below;
    }

    private int draw(float[] logits, float largest) {
        double[] all = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            all[id] = Math.exp(below(logits[id], largest) / options.temperature());
        }
        double[] chances = all;
        if (options.topK() > 0 && options.topK() < logits.length) {
            int[] order = Largest.indexes(logits, options.topK());
            chances = topP(
                    order, all, Arrays.stream(order).mapToDouble(id -> all[id]).sum());
        } else if (options.topP() < 1) {
            double sum = Arrays.stream(all).sum();
            chances = topP(nucleus(logits, all, sum), all, sum);
        }
        for (int id = 0; id < chances.length; id++) {
            // The likeliest token's chance is 1.
            chances[id] = chances[id] >= options.minP() ? chances[id] : 0;
        }
        double point = random.nextDouble() * Arrays.stream(chances).sum();
        int last = 0;
        for (int id = 0; id < chances.length; id++) {
            if (chances[id] > 0) {
                last = id;
                point -= chances[id];
                if (point < 0) {
                    return id;
                }
            }
        }
        return last;
    }

    /** The chances of the first tokens of an order that come to top-p of a whole; 0 for the others. */
    private double[] topP(int[] order, double[] chances, double whole) {
        double[] kept = new double[chances.length];
        double sum = 0;
        for (int rank = 0; rank < order.length && sum < options.topP() * whole; rank++) {
            kept[order[rank]] = chances[order[rank]];
            sum += chances[order[rank]];
        }
        return kept;
    }

    /**
     * The tokens that top-p may keep, the likeliest first; of equal ones the lower id comes first. To sort a large
     * vocabulary takes long: those so unlikely that all such together are no more than top-p leaves out are passed over.
     */
    private int[] nucleus(float[] logits, double[] chances, double whole) {
        double least = (1 - options.topP()) * whole / chances.length;
        return IntStream.range(0, logits.length)
                .filter(id -> chances[id] >= least)
                .mapToLong(id -> (long) ~ascending(logits[id]) << Integer.SIZE | id)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
    }

    /** An integer that grows with the number. */
    private static int ascending(float number) {
        int bits = Float.floatToIntBits(number);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}
