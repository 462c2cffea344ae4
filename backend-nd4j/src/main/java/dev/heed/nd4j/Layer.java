package dev.heed.nd4j;

import dev.heed.encoder.Norm;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer's weights.
 *
 * @param queryKeyValue all three projections in one: query heads, key heads, value heads
 * @param scoring how its heads compare
 * @param attentionOutput the projection after attention
 * @param attentionNorm the norm of the attention block
 * @param up the feed-forward block's first projection
 * @param gate its gate; null if it is not gated
 * @param down its second projection
 * @param feedForwardNorm the norm of the feed-forward block
 */
record Layer(
        Linear queryKeyValue,
        Scoring scoring,
        Linear attentionOutput,
        NormRow attentionNorm,
        Linear up,
        @Nullable Linear gate,
        Linear down,
        NormRow feedForwardNorm) {

    static Layer of(TransformerSpec spec, Weights weights, NativeArena memory) {
        Weights attention = weights.in("attention.");
        Weights feedForward = weights.in("feedForward.");
        double scale = spec.attention().effectiveScale();
        int width = spec.width();
        return new Layer(
                Linear.of(attention, memory, width, List.of("query", "key", "value")),
                spec.score().match(new ScoringChoice(scale, spec.headWidth(), attention)),
                Linear.of(attention, memory, spec.heads() * spec.headWidth(), List.of("output")),
                norm(spec.norm(), attention.in("norm."), width),
                Linear.of(feedForward, memory, width, List.of("up")),
                spec.activation().gated() ? Linear.of(feedForward, memory, width, List.of("gate")) : null,
                Linear.of(feedForward, memory, spec.feedForwardWidth(), List.of("down")),
                norm(spec.norm(), feedForward.in("norm."), width));
    }

    static NormRow norm(Norm norm, Weights weights, int width) {
        return new NormRow(norm, weights.array("weight"), weights.arrayOrZeros("bias", width));
    }
}
