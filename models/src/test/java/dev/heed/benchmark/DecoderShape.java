package dev.heed.benchmark;

/**
 * A decoder of the Llama family, whose weights are random numbers.
 *
 * @param name what it is called on the command line
 * @param feedForward the width between the three projections of a gated feed-forward block
 */
record DecoderShape(String name, int layers, int width, int heads, int keyValueHeads, int feedForward, int vocabulary) {
    /** 12 layers of width 768: 134 million weights, 110 million of which a token reads. */
    static final DecoderShape SMALL = new DecoderShape("12x768", 12, 768, 12, 12, 2048, 32_000);

    /** The shape of TinyLlama: 1.1 billion weights. */
    static final DecoderShape LARGE = new DecoderShape("22x2048", 22, 2048, 32, 4, 5632, 32_000);

    /** Small enough for ten thousand tokens; what a session of 128 tokens would leak is 3 MB. */
    static final DecoderShape TINY = new DecoderShape("6x512", 6, 512, 8, 8, 1408, 32_000);

    int headWidth() {
        return width / heads;
    }

    int keyValueWidth() {
        return keyValueHeads * headWidth();
    }

    /** The weights of the layers' products: those that a prefill multiplies each token by. */
    long layerWeights() {
        return layers * (2L * width * width + 2L * width * keyValueWidth() + 3L * width * feedForward);
    }

    /** What one token reads of the weights, in bytes: all of them but the embedding table. */
    long weightBytes() {
        return Float.BYTES * (layerWeights() + (long) vocabulary * width);
    }

    /** What one token reads of the cache if it holds so many tokens, in bytes. */
    long cacheBytes(int tokens) {
        return 2L * Float.BYTES * layers * keyValueWidth() * tokens;
    }
}
