package dev.heed.decoder;

import dev.heed.Precision;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Transformer decoder: layers that see what came before, perhaps a memory (an encoder's output), and a head that gives
 * logits. Immutable; made by {@link #builder(TransformerSpec)}.
 *
 * @param body the layers: sizes, activation, norms, positions, biases, token embeddings. Its mask is {@link Mask.None}:
 *     a decoder is causal always.
 * @param head how a state becomes logits
 * @param windows for each layer, how many keys before its own a query sees ({@code left} of rule ATT-8), or
 *     {@link Mask#UNBOUNDED} (rule DEC-10)
 * @param memoryWidth the width of the memory that every layer attends to after itself, with the body's heads and scale
 *     and nothing else of its attention; empty for a decoder alone
 * @param queryKeyNorm the norm of each head of query and key before any rotation, as in Qwen 3; empty for none
 * @param outputNorms whether what comes out of a block is normalised too before it is added, as in Gemma 2; for pre-norm
 * @param weightPrecision what the weights are kept in (rule PRE-1)
 * @param cachePrecision what keys and values are kept in
 */
public record DecoderSpec(
        TransformerSpec body,
        OutputHead head,
        List<Integer> windows,
        OptionalInt memoryWidth,
        Optional<Norm> queryKeyNorm,
        boolean outputNorms,
        Precision weightPrecision,
        Precision cachePrecision) {

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException naming the first that does not
     */
    public DecoderSpec {
        windows = List.copyOf(windows);
        if (body.embeddings().isEmpty()) {
            throw new IllegalArgumentException("body: expected token embeddings (a decoder reads ids), got none");
        }
        if (body.embeddings().get().segments() > 0) {
            throw new IllegalArgumentException("body: expected embeddings without segments, got "
                    + body.embeddings().get());
        }
        if (!(body.mask() instanceof Mask.None)) {
            throw new IllegalArgumentException(
                    "body: expected no mask (a decoder is causal; say windows for a layer's window), got "
                            + body.mask());
        }
        if (!(body.score() instanceof Score.ScaledDot) && !(body.score() instanceof Score.Dot)) {
            throw new IllegalArgumentException(
                    "body: expected a scaled-dot or dot score (others have no cache), got " + body.score());
        }
        if (windows.size() != body.layers()) {
            throw new IllegalArgumentException(
                    "windows: expected " + body.layers() + " (one for each layer), got " + windows.size());
        }
        for (int n = 0; n < windows.size(); n++) {
            if (windows.get(n) < 0) {
                throw new IllegalArgumentException(
                        "windows[" + n + "]: expected 0 or more keys, or UNBOUNDED, got " + windows.get(n));
            }
        }
        if (memoryWidth.isPresent() && memoryWidth.getAsInt() < 1) {
            throw new IllegalArgumentException("memoryWidth: expected 1 or more, got " + memoryWidth.getAsInt());
        }
        if (outputNorms && body.placement() != NormPlacement.PRE) {
            throw new IllegalArgumentException(
                    "outputNorms: expected a pre-norm body (a post-norm one normalises there already), got "
                            + body.placement());
        }
    }

    /** A builder with the usual choices: a tied head, no windows, no memory. */
    public static DecoderSpecBuilder builder(TransformerSpec body) {
        return new DecoderSpecBuilder(body);
    }

    /** How ids become vectors. */
    public Embeddings embeddings() {
        return body.embeddings().orElseThrow();
    }

    /** How many tokens there are. */
    public int vocabulary() {
        return embeddings().vocabulary();
    }

    /** The longest sequence that has positions, or {@link Integer#MAX_VALUE}. */
    public int maxLength() {
        return body.positions() instanceof Positions.Learned learned ? learned.maxLength() : Integer.MAX_VALUE;
    }

    /** What the cache holds for one token, in numbers: 2 · layers · keyValueHeads · headWidth (rule DEC-8). */
    public long cachedNumbers() {
        return 2L * body.layers() * body.keyValueHeads() * body.headWidth();
    }

    /**
     * The weights by canonical name: those of {@link TransformerSpec#weightShapes()}, and
     *
     * <ul>
     *   <li>{@code layer.N.attention.query.norm.weight} and {@code key} [headWidth], with a norm of query and key
     *   <li>{@code layer.N.attention.outputNorm} and {@code layer.N.feedForward.outputNorm}, with output norms
     *   <li>{@code layer.N.memory.query}, {@code key} and {@code value} (from the memory's width), {@code output}, and
     *       {@code layer.N.memory.norm}, with a memory
     *   <li>{@code head.weight} [vocabulary, width] if it is not tied; {@code head.bias}
     * </ul>
     */
    public Map<String, Shape> weightShapes() {
        return new DecoderWeights(this).shapes();
    }

    static List<Integer> unbounded(int layers) {
        return Collections.nCopies(layers, Mask.UNBOUNDED);
    }
}
