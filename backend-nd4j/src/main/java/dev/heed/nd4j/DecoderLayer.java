package dev.heed.nd4j;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer's weights.
 *
 * @param body what it has in common with an encoder's
 * @param queryNorm the norm of each query head; null for none
 * @param keyNorm the norm of each key head; null for none
 * @param attentionOutputNorm the norm of what attention adds; null for none
 * @param feedForwardOutputNorm the norm of what the feed-forward block adds; null for none
 * @param memory the attention to the memory; null for none
 */
record DecoderLayer(
        Layer body,
        @Nullable NormRow queryNorm,
        @Nullable NormRow keyNorm,
        @Nullable NormRow attentionOutputNorm,
        @Nullable NormRow feedForwardOutputNorm,
        @Nullable OfMemory memory) {

    /**
     * Attention to the memory.
     *
     * @param query the projection of the states
     * @param keyValue the projections of the memory in one: key heads, value heads
     * @param output the projection after attention
     * @param norm the norm of the block
     */
    record OfMemory(Linear query, Linear keyValue, Linear output, NormRow norm) {}

    static DecoderLayer of(DecoderSpec spec, Weights weights, NativeArena arena) {
        TransformerSpec body = spec.body();
        Weights attention = weights.in("attention.");
        return new DecoderLayer(
                Layer.of(body, weights, arena),
                ofHeads(spec, attention.in("query.norm.")),
                ofHeads(spec, attention.in("key.norm.")),
                ofOutput(spec, attention.in("outputNorm.")),
                ofOutput(spec, weights.in("feedForward.outputNorm.")),
                spec.memoryWidth().isPresent()
                        ? memory(body, spec.memoryWidth().getAsInt(), weights.in("memory."), arena)
                        : null);
    }

    private static @Nullable NormRow ofHeads(DecoderSpec spec, Weights weights) {
        return spec.queryKeyNorm()
                .map(norm -> Layer.norm(norm, weights, spec.body().headWidth()))
                .orElse(null);
    }

    private static @Nullable NormRow ofOutput(DecoderSpec spec, Weights weights) {
        return spec.outputNorms()
                ? Layer.norm(spec.body().norm(), weights, spec.body().width())
                : null;
    }

    private static OfMemory memory(TransformerSpec body, int memoryWidth, Weights weights, NativeArena arena) {
        return new OfMemory(
                Linear.of(weights, arena, body.width(), List.of("query")),
                Linear.of(weights, arena, memoryWidth, List.of("key", "value")),
                Linear.of(weights, arena, body.heads() * body.headWidth(), List.of("output")),
                Layer.norm(body.norm(), weights.in("norm."), body.width()));
    }
}
