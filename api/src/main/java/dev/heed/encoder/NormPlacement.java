package dev.heed.encoder;

/** Where a Transformer layer normalises. */
public enum NormPlacement {
    /** norm(x + block(x)), as in the first Transformer and BERT. */
    POST,
    /** x + block(norm(x)), as in GPT-2 and Llama. */
    PRE
}
