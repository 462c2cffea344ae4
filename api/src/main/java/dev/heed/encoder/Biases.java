package dev.heed.encoder;

/**
 * Which linear projections of a Transformer layer add a bias.
 *
 * @param queryKeyValue the projections to query, key and value
 * @param attentionOutput the projection after attention
 * @param feedForward those of the feed-forward block
 */
public record Biases(boolean queryKeyValue, boolean attentionOutput, boolean feedForward) {
    /** A bias everywhere. */
    public static final Biases ALL = new Biases(true, true, true);

    /** No bias anywhere. */
    public static final Biases NONE = new Biases(false, false, false);
}
