package dev.heed.attention;

import dev.heed.Execution;
import dev.heed.tensor.Tensor;
import java.util.Optional;

/**
 * What a call returns; all tensors are new.
 *
 * @param output [B, heads, Tq, valueWidth]
 * @param weights the weights after the softmax, [B, heads, Tq, Tk], when the spec asks for them
 * @param scores the scores of the stage that the spec asks for, [B, heads, Tq, Tk]; at the stages before the masks those
 *     of excluded keys too
 * @param execution what really ran
 */
public record AttentionOutput(Tensor output, Optional<Tensor> weights, Optional<Tensor> scores, Execution execution) {}
