package dev.heed.models.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

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
                + " A logits processor may have forbidden all tokens.");
    }

    private int draw(float[] logits, float largest) {
        double[] chances = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            chances[id] = Math.exp(((double) logits[id] - largest) / options.temperature());
        }
        if ((options.topK() > 0 && options.topK() < chances.length) || options.topP() < 1) {
            keepLikeliest(chances);
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

    /** Top-k, then top-p of what is left. Of equal chances the lower id comes first. */
    private void keepLikeliest(double[] chances) {
        long[] order = new long[chances.length];
        for (int id = 0; id < order.length; id++) {
            // Chances are 0 to 1: the bits of the negative float, as an integer, grow as the chance falls.
            long falling = (long) Integer.MAX_VALUE - Float.floatToIntBits((float) chances[id]);
            order[id] = falling << Integer.SIZE | id;
        }
        Arrays.sort(order);
        int k = options.topK() == 0 ? order.length : Math.min(options.topK(), order.length);
        double all = 0;
        for (int rank = 0; rank < k; rank++) {
            all += chances[(int) order[rank]];
        }
        double sum = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int id = (int) order[rank];
            boolean kept = rank < k && sum < options.topP() * all;
            sum += chances[id];
            if (!kept) {
                chances[id] = 0;
            }
        }
    }
}
