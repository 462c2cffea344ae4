package dev.heed.djl;

/**
 * How many rows the products with a linear weight have, which decides how oneDNN packs it. The numbers are measured on a
 * processor with AVX-512: packed for 64 rows, the weights of 12 layers of 768 are read by a product of a few rows 15 to
 * 20 percent faster than packed for 512, and a prompt takes 7 percent longer; with layers of 2,048 that is 3 and 20
 * percent.
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

    /** Up to so many numbers, a weight is packed for a few rows if it is multiplied by few and by many. */
    private static final long SMALL = 1 << 22;

    /** For how many rows a weight of so many numbers is packed. */
    long packedFor(long numbers) {
        return switch (this) {
            case MANY -> FOR_MANY;
            case FEW -> FOR_FEW;
            case BOTH -> numbers <= SMALL ? FOR_FEW : FOR_MANY;
        };
    }
}
