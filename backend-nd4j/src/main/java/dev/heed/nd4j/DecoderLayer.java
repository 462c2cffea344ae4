package dev.heed.nd4j;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import org.jspecify.annotations.Nullable;

/**
 * One layer's weights.
 *
 * @param queryKeyValue all three projections in one: query heads, key heads, value heads
 * @param queryNorm the norm of each query head; null for none
 * @param keyNorm the norm of each key head; null for none
 * @param attentionOutput the projection after attention
 * @param attentionOutputNorm the norm of what attention adds; null for none
 * @param attentionNorm the norm of the attention block
 * @param memory the attention to the memory; null for none
 * @param expansion the feed-forward block's first projection, and behind it its gate if it is gated
 * @param down its second projection
 * @param feedForwardOutputNorm the norm of what the feed-forward block adds; null for none
 * @param feedForwardNorm the norm of the feed-forward block
 */
record DecoderLayer(
        Projection queryKeyValue,
        @Nullable NormRow queryNorm,
        @Nullable NormRow keyNorm,
        Projection attentionOutput,
        @Nullable NormRow attentionOutputNorm,
        NormRow attentionNorm,
        @Nullable OfMemory memory,
        Projection expansion,
        Projection down,
        @Nullable NormRow feedForwardOutputNorm,
        NormRow feedForwardNorm) {

    /**
     * Attention to the memory.
     *
     * @param query the projection of the states
     * @param keyValue the projections of the memory in one: key heads, value heads
     * @param output the projection after attention
     * @param norm the norm of the block
     */
    record OfMemory(Projection query, Projection keyValue, Projection output, NormRow norm) {}

    static DecoderLayer of(DecoderSpec spec, Weights weights, NativeArena arena, Nd4jBackend backend) {
        TransformerSpec body = spec.body();
        int width = body.width();
        Weights attention = weights.in("attention.");
        Weights feedForward = weights.in("feedForward.");
        return new DecoderLayer(
                Projection.of(attention, arena, width, backend, "query", "key", "value"),
                ofHeads(spec, attention.in("query.norm.")),
                ofHeads(spec, attention.in("key.norm.")),
                Projection.of(attention, arena, body.heads() * body.headWidth(), backend, "output"),
                ofOutput(spec, attention.in("outputNorm.")),
                Layer.norm(body.norm(), attention.in("norm."), width),
                spec.memoryWidth().isPresent()
                        ? memory(body, spec.memoryWidth().getAsInt(), weights.in("memory."), arena, backend)
                        : null,
                body.activation().gated()
                        ? Projection.of(feedForward, arena, width, backend, "up", "gate")
                        : Projection.of(feedForward, arena, width, backend, "up"),
                Projection.of(feedForward, arena, body.feedForwardWidth(), backend, "down"),
                ofOutput(spec, feedForward.in("outputNorm.")),
                Layer.norm(body.norm(), feedForward.in("norm."), width));
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

    private static OfMemory memory(
            TransformerSpec body, int memoryWidth, Weights weights, NativeArena arena, Nd4jBackend backend) {
        return new OfMemory(
                Projection.of(weights, arena, body.width(), backend, "query"),
                Projection.of(weights, arena, memoryWidth, backend, "key", "value"),
                Projection.of(weights, arena, body.heads() * body.headWidth(), backend, "output"),
                Layer.norm(body.norm(), weights.in("norm."), body.width()));
    }
}
