package dev.heed.conformance.compare;

/**
 * What a piece of work is.
 *
 * @param name its name, {@code encoder 32 x 128}
 * @param details the sizes, in words
 * @param tokens how many tokens one call reads; for an attention, how many queries in all
 * @param checked which part of the timed call's own output is held to the oracle
 */
public record WorkDescription(String name, String details, long tokens, String checked) {}
