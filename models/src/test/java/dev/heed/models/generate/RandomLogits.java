package dev.heed.models.generate;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Logits drawn from a seed and the tokens so far. */
final class RandomLogits {
    private RandomLogits() {}

    static Function<List<Integer>, float[]> of(int vocabulary, long seed) {
        return tokens -> {
            Random random = new Random(31 * seed + tokens.hashCode());
            float[] logits = new float[vocabulary];
            for (int id = 0; id < vocabulary; id++) {
                logits[id] = (float) random.nextGaussian();
            }
            return logits;
        };
    }

    /** Logits that see the last {@code seen} tokens only: two with one seed often agree. */
    static Function<List<Integer>, float[]> ofTheLast(int seen, int vocabulary, long seed) {
        return tokens -> of(vocabulary, seed).apply(tokens.subList(Math.max(0, tokens.size() - seen), tokens.size()));
    }
}
