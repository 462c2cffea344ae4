package dev.heed.models;

/** How the states of a text's tokens become one vector. */
public enum Pooling {
    /** The mean over all tokens of the text, special ones included, padding excluded. */
    MEAN,
    /** The state of the first token, {@code [CLS]}. */
    CLS,
    /** The state of the first token through the model's pooler, tanh(W·x + b). */
    POOLER
}
