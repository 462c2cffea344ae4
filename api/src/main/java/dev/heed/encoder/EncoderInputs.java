package dev.heed.encoder;

import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One call's data: token ids or features, with the lengths of the sequences.
 *
 * @param input token ids, INT32 or INT64, [B, T], for an encoder with embeddings; else features [B, T, width]. What
 *     stands past a sequence's length is not read, whatever it is (rule ENC-3).
 * @param lengths the length of each sequence, 0 to T; empty means T for all
 * @param segments the segment of each token, INT32 or INT64, [B, T]; empty means 0 for all
 * @param hiddenStates whether the states between layers are returned too
 * @param attentionWeights whether the attention weights of every layer are returned too
 */
public record EncoderInputs(
        Tensor input,
        List<Integer> lengths,
        Optional<Tensor> segments,
        boolean hiddenStates,
        boolean attentionWeights) {

    /** Copies the lengths. Shapes and ids are checked when the call is made, against the spec. */
    public EncoderInputs {
        lengths = List.copyOf(lengths);
    }

    /** Token ids or features, all of full length. */
    public static EncoderInputs of(Tensor input) {
        return new EncoderInputs(input, List.of(), Optional.empty(), false, false);
    }

    /** These inputs with the length of each sequence. */
    public EncoderInputs withLengths(int... values) {
        List<Integer> list = Arrays.stream(values).boxed().toList();
        return new EncoderInputs(input, list, segments, hiddenStates, attentionWeights);
    }

    /** These inputs with the segment of each token. */
    public EncoderInputs withSegments(Tensor ids) {
        return new EncoderInputs(input, lengths, Optional.of(ids), hiddenStates, attentionWeights);
    }

    /** These inputs, asking for the states between layers too. */
    public EncoderInputs withHiddenStates() {
        return new EncoderInputs(input, lengths, segments, true, attentionWeights);
    }

    /** These inputs, asking for the attention weights of every layer too. */
    public EncoderInputs withAttentionWeights() {
        return new EncoderInputs(input, lengths, segments, hiddenStates, true);
    }
}
