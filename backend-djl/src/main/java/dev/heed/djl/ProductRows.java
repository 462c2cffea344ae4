package dev.heed.djl;

/**
 * How many rows the products with a linear weight have, which decides how oneDNN packs it. Measured on a processor with
 * AVX-512: a product of four rows reads weights of an input width up to 1,024 by 3 to 14 percent faster if they are
 * packed for 64 rows than if for 512, and a product of 512 rows takes up to 5 percent longer; of wider inputs, the first
 * gains less, and the second takes up to 1.6 times as long.
 */
enum ProductRows {
    /** Many, as an encoder's. */
    MANY,
    /** A few, as those of the tokens whose logits are asked for. */
    FEW,
    /** A few for each token that is generated, many for a prompt. */
    BOTH;

    private static final long FOR_FEW = 64;
    private static final long FOR_MANY = 512;

    /** Weights of inputs that are wider are packed for many rows, unless they are never multiplied by many. */
    private static final int WIDE = 1024;

    /** For how many rows a weight with inputs of this width is packed. */
    long packedFor(int inputWidth) {
        return switch (this) {
            case MANY -> FOR_MANY;
            case FEW -> FOR_FEW;
            case BOTH -> inputWidth <= WIDE ? FOR_FEW : FOR_MANY;
        };
    }
}
