package dev.heed.conformance.compare;

/**
 * What became of the same work by an engine's own means, in turns with the backends.
 *
 * @param name what was called, in the engine's words
 * @param outcome how long it took, or why there is nothing to compare with
 */
public record BaselineResult(String name, Outcome outcome) {}
