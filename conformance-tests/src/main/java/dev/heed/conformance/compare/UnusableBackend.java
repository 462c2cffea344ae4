package dev.heed.conformance.compare;

/**
 * A backend that could not be opened.
 *
 * @param id its id
 * @param version the version of the provider and of its engine
 * @param reason why, and what to do
 */
public record UnusableBackend(String id, String version, String reason) {}
