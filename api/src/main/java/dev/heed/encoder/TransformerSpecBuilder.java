package dev.heed.encoder;

import dev.heed.Precision;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import java.util.Optional;
import java.util.OptionalDouble;

/** Builds a {@link TransformerSpec}. Not for use by several threads. */
public final class TransformerSpecBuilder {
    private final int layers;
    private final int width;
    private final int heads;
    private final int feedForwardWidth;
    private int keyValueHeads;
    private int headWidth;
    private Activation activation = Activation.GELU;
    private Norm norm = Norm.layerNorm(1e-12);
    private NormPlacement placement = NormPlacement.POST;
    private boolean finalNorm;
    private Positions positions = new Positions.None();
    private Optional<Embeddings> embeddings = Optional.empty();
    private Biases biases = Biases.ALL;
    private Score score = new Score.ScaledDot();
    private OptionalDouble scale = OptionalDouble.empty();
    private OptionalDouble softCap = OptionalDouble.empty();
    private Mask mask = Mask.none();
    private Precision precision = Precision.FLOAT32;

    TransformerSpecBuilder(int layers, int width, int heads, int feedForwardWidth) {
        if (heads < 1) {
            throw new IllegalArgumentException("heads: expected 1 or more, got " + heads);
        }
        this.layers = layers;
        this.width = width;
        this.heads = heads;
        this.feedForwardWidth = feedForwardWidth;
        this.keyValueHeads = heads;
        this.headWidth = width / heads;
    }

    /** Heads of key and value. */
    public TransformerSpecBuilder keyValueHeads(int value) {
        keyValueHeads = value;
        return this;
    }

    /** The width of a head, where it is not width / heads. */
    public TransformerSpecBuilder headWidth(int value) {
        headWidth = value;
        return this;
    }

    /** The non-linearity of the feed-forward block. */
    public TransformerSpecBuilder activation(Activation value) {
        activation = value;
        return this;
    }

    /** The formula of every norm. */
    public TransformerSpecBuilder norm(Norm value) {
        norm = value;
        return this;
    }

    /** Where a layer normalises. */
    public TransformerSpecBuilder placement(NormPlacement value) {
        placement = value;
        return this;
    }

    /** Whether the last layer's output is normalised once more. */
    public TransformerSpecBuilder finalNorm(boolean value) {
        finalNorm = value;
        return this;
    }

    /** How it knows where a token stands. */
    public TransformerSpecBuilder positions(Positions value) {
        positions = value;
        return this;
    }

    /** Token ids as input, and how they become vectors. */
    public TransformerSpecBuilder embeddings(Embeddings value) {
        embeddings = Optional.of(value);
        return this;
    }

    /** Which linear projections add a bias. */
    public TransformerSpecBuilder biases(Biases value) {
        biases = value;
        return this;
    }

    /** How query and key are compared. */
    public TransformerSpecBuilder score(Score value) {
        score = value;
        return this;
    }

    /** A scale in place of the score's default. */
    public TransformerSpecBuilder scale(double value) {
        scale = OptionalDouble.of(value);
        return this;
    }

    /** A soft cap of the scores. */
    public TransformerSpecBuilder softCap(double value) {
        softCap = OptionalDouble.of(value);
        return this;
    }

    /** The mask of every layer besides padding. */
    public TransformerSpecBuilder mask(Mask value) {
        mask = value;
        return this;
    }

    /** What is computed in. */
    public TransformerSpecBuilder precision(Precision value) {
        precision = value;
        return this;
    }

    /** The spec. */
    public TransformerSpec build() {
        return new TransformerSpec(
                layers,
                width,
                heads,
                keyValueHeads,
                headWidth,
                feedForwardWidth,
                activation,
                norm,
                placement,
                finalNorm,
                positions,
                embeddings,
                biases,
                score,
                scale,
                softCap,
                mask,
                precision);
    }
}
