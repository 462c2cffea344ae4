package dev.heed.benchmark;

import dev.heed.encoder.EncoderInputs;
import dev.heed.models.text.TokenSequence;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Token ids [batch, length], row after row, 0 past a sequence's length.
 *
 * @param lengths how many tokens each sequence has
 */
record TokenBatch(int batch, int length, int[] ids, int[] lengths) {
    /** Random ids of MiniLM's vocabulary, none padded. */
    static TokenBatch random(int batch, int length) {
        int[] ids = new SplittableRandom(batch * 1000L + length)
                .ints((long) batch * length, 1000, 30_000)
                .toArray();
        int[] lengths = new int[batch];
        Arrays.fill(lengths, length);
        return new TokenBatch(batch, length, ids, lengths);
    }

    /** These sequences, padded to the longest. */
    static TokenBatch of(List<TokenSequence> sequences) {
        int[] lengths = sequences.stream().mapToInt(TokenSequence::length).toArray();
        int longest = Arrays.stream(lengths).max().orElseThrow();
        int[] ids = new int[lengths.length * longest];
        for (int row = 0; row < lengths.length; row++) {
            System.arraycopy(sequences.get(row).ids(), 0, ids, row * longest, lengths[row]);
        }
        return new TokenBatch(lengths.length, longest, ids, lengths);
    }

    EncoderInputs inputs() {
        return EncoderInputs.of(Tensor.of(Shape.of(batch, length), ids)).withLengths(lengths);
    }

    /** Whether a token is one of a sequence, and not padding. */
    boolean isToken(int index) {
        return index % length < lengths[index / length];
    }
}
