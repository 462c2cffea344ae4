package dev.heed.encoder;

import dev.heed.Precision;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A Transformer encoder (rule ENC-2). Immutable; made by {@link #builder(int, int, int, int)}.
 *
 * @param layers how many layers; 0 leaves embeddings, positions and norms
 * @param width the width of states between layers
 * @param heads query heads
 * @param keyValueHeads heads of key and value
 * @param headWidth the width of a head; width / heads unless it says otherwise
 * @param feedForwardWidth the width inside the feed-forward block
 * @param activation the non-linearity of the feed-forward block
 * @param norm the formula of every norm
 * @param placement where a layer normalises
 * @param finalNorm whether the last layer's output is normalised once more, as pre-norm encoders do
 * @param positions how it knows where a token stands
 * @param embeddings how ids become vectors; empty for an encoder of features
 * @param biases which linear projections add a bias
 * @param score how query and key are compared
 * @param scale what multiplies the score; empty for the score's default
 * @param softCap the soft cap of the scores; empty for none
 * @param mask {@link Mask.None}, {@link Mask.Causal}, {@link Mask.Window} or all of several of these; padding is masked
 *     always
 * @param precision what is computed in
 */
public record TransformerSpec(
        int layers,
        int width,
        int heads,
        int keyValueHeads,
        int headWidth,
        int feedForwardWidth,
        Activation activation,
        Norm norm,
        NormPlacement placement,
        boolean finalNorm,
        Positions positions,
        Optional<Embeddings> embeddings,
        Biases biases,
        Score score,
        OptionalDouble scale,
        OptionalDouble softCap,
        Mask mask,
        Precision precision)
        implements EncoderSpec {

    /**
     * Checks that the numbers fit together.
     *
     * @throws IllegalArgumentException naming the first that does not
     */
    public TransformerSpec {
        if (layers < 0) {
            throw new IllegalArgumentException("layers: expected 0 or more, got " + layers);
        }
        if (width < 1) {
            throw new IllegalArgumentException("width: expected 1 or more, got " + width);
        }
        if (feedForwardWidth < 1) {
            throw new IllegalArgumentException("feedForwardWidth: expected 1 or more, got " + feedForwardWidth);
        }
        requireStructural(mask);
        attention(heads, keyValueHeads, headWidth, score, scale, softCap, positions, mask, precision);
    }

    private static void requireStructural(Mask mask) {
        if (mask instanceof Mask.All all) {
            all.masks().forEach(TransformerSpec::requireStructural);
            return;
        }
        boolean structural = mask instanceof Mask.None
                || mask instanceof Mask.Causal
                || mask instanceof Mask.Window
                || mask instanceof Mask.GlobalLocal;
        if (!structural) {
            throw new IllegalArgumentException("mask: expected none, causal, window, global and local, or several of"
                    + " these (the data of one call cannot be part of an encoder), got "
                    + mask.getClass().getSimpleName());
        }
    }

    /** A builder with BERT's choices: post-norm LayerNorm with ε 1e-12, exact GELU, biases, no positions, features. */
    public static TransformerSpecBuilder builder(int layers, int width, int heads, int feedForwardWidth) {
        return new TransformerSpecBuilder(layers, width, heads, feedForwardWidth);
    }

    /** The attention inside each layer. A learned bias table is {@code bias.0.weight} there. */
    public AttentionSpec attention() {
        return attention(heads, keyValueHeads, headWidth, score, scale, softCap, positions, mask, precision);
    }

    private static AttentionSpec attention(
            int heads,
            int keyValueHeads,
            int headWidth,
            Score score,
            OptionalDouble scale,
            OptionalDouble softCap,
            Positions positions,
            Mask mask,
            Precision precision) {
        List<Bias> biases = positions instanceof Positions.Biased biased ? List.of(biased.bias()) : List.of();
        Optional<Rope> rope =
                positions instanceof Positions.Rotary rotary ? Optional.of(rotary.rope()) : Optional.empty();
        return new AttentionSpec(
                heads,
                keyValueHeads,
                headWidth,
                headWidth,
                score,
                scale,
                softCap,
                biases,
                mask,
                rope,
                false,
                Optional.empty(),
                precision);
    }

    /**
     * The weights by canonical name:
     *
     * <ul>
     *   <li>{@code embedding.token.weight}, {@code embedding.position.weight}, {@code embedding.segment.weight}, {@code
     *       embedding.norm.weight}, {@code embedding.norm.bias}
     *   <li>{@code attention.bias.weight}: the learned table of {@link Positions.Biased}
     *   <li>for layer N {@code layer.N.attention.query.weight} and {@code .bias}, {@code key}, {@code value}, {@code
     *       output}, and {@code layer.N.attention.score.…} of a score with parameters; {@code layer.N.attention.norm}
     *   <li>{@code layer.N.feedForward.up}, {@code gate} if gated, {@code down}; {@code layer.N.feedForward.norm}
     *   <li>{@code final.norm.weight}, {@code final.norm.bias}
     * </ul>
     */
    @Override
    public Map<String, Shape> weightShapes() {
        return new TransformerWeights(this).shapes();
    }
}
