package dev.heed.encoder;

import dev.heed.Execution;
import dev.heed.tensor.Tensor;
import java.util.List;

/**
 * What a call returns; all tensors are new. Past the length of a sequence every number is 0.
 *
 * @param states [B, T, width]
 * @param hiddenStates if asked for, the input of the first layer and the output of each, [B, T, width], before any
 *     final norm; else empty
 * @param attentionWeights if asked for, those of each layer, [B, heads, T, T]; else empty
 * @param execution what really ran
 */
public record EncoderOutput(
        Tensor states, List<Tensor> hiddenStates, List<Tensor> attentionWeights, Execution execution) {
    /** Copies the lists. */
    public EncoderOutput {
        hiddenStates = List.copyOf(hiddenStates);
        attentionWeights = List.copyOf(attentionWeights);
    }
}
