package dev.heed.decoder;

import dev.heed.Execution;
import dev.heed.tensor.Tensor;

/**
 * What a call returns; the tensor is new.
 *
 * @param logits FLOAT32 [rows, vocabulary] after each row's last token, or, if all were asked for, [rows, T,
 *     vocabulary]; 0 where a row was not fed, and past its count
 * @param execution what really ran
 */
public record DecoderOutput(Tensor logits, Execution execution) {}
