package dev.heed;

/**
 * The precision that a spec asks for (rule PRE-1). A backend computes in exactly this precision or refuses the spec;
 * it never lowers it on its own.
 */
public enum Precision {
    /** Weights, activations and products in IEEE 754 binary32; no TF32, no bfloat16 inside. */
    FLOAT32,
    /** Weights and products in bfloat16, accumulated in binary32. */
    BFLOAT16,
    /** Weights and products in IEEE 754 binary16, accumulated in binary32. */
    FLOAT16,
    /** Linear weights in 8-bit integers with a scale for each output row; the rest as FLOAT32. */
    INT8
}
