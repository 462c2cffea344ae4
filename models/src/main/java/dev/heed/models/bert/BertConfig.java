package dev.heed.models.bert;

import dev.heed.Precision;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;

/**
 * The numbers of a BERT encoder (Devlin et al., 2018): post-norm, learned positions, segments.
 *
 * @param origin where they come from, as messages name it
 * @param vocabulary how many tokens there are
 * @param width the width of states
 * @param layers how many layers
 * @param heads how many heads
 * @param feedForwardWidth the width inside the feed-forward block
 * @param positions how many positions are learned
 * @param segments how many segments there are
 * @param activation the non-linearity
 * @param epsilon the ε of every norm
 */
public record BertConfig(
        String origin,
        int vocabulary,
        int width,
        int layers,
        int heads,
        int feedForwardWidth,
        int positions,
        int segments,
        Activation activation,
        double epsilon) {

    /** The encoder that these numbers describe. */
    public TransformerSpec spec(Precision precision) {
        return TransformerSpec.builder(layers, width, heads, feedForwardWidth)
                .activation(activation)
                .norm(Norm.layerNorm(epsilon))
                .positions(new Positions.Learned(positions, 0))
                .embeddings(new Embeddings(vocabulary, segments, true, 1))
                .precision(precision)
                .build();
    }
}
