package dev.heed.decoder;

import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of one call: some for each row, none for those that wait.
 *
 * @param tokens token ids, INT32 or INT64, [rows, T]; what stands past a row's count is not read
 * @param counts how many tokens each row is fed, 0 to T; empty means T for all
 * @param allLogits whether the logits after every token are returned, or only those after each row's last
 */
public record DecoderInputs(Tensor tokens, List<Integer> counts, boolean allLogits) {
    /** Copies the counts. Shapes and ids are checked when the call is made, against the session. */
    public DecoderInputs {
        counts = List.copyOf(counts);
    }

    /** The same number of tokens for every row. */
    public static DecoderInputs of(Tensor tokens) {
        return new DecoderInputs(tokens, List.of(), false);
    }

    /** These inputs with the number of tokens of each row. */
    public DecoderInputs withCounts(int... values) {
        return new DecoderInputs(tokens, Arrays.stream(values).boxed().toList(), allLogits);
    }

    /** These inputs, asking for the logits after every token. */
    public DecoderInputs withAllLogits() {
        return new DecoderInputs(tokens, counts, true);
    }
}
