package com.example.plainjava;

import dev.heed.Execution;
import dev.heed.attention.AttentionOutput;
import dev.heed.tensor.Tensor;
import java.util.Optional;

/**
 * What a call makes.
 *
 * @param output [batch, heads, queries, valueWidth]
 * @param weights [batch, heads, queries, keys], if they were asked for
 * @param scores [batch, heads, queries, keys], if they were asked for
 */
record AttentionResult(Tensor output, Optional<Tensor> weights, Optional<Tensor> scores) {
    AttentionOutput toOutput(Execution execution) {
        return new AttentionOutput(output, weights, scores, execution);
    }
}
