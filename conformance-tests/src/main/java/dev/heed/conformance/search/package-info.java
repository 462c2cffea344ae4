/**
 * The random differential search: specs and inputs drawn at random, a backend against the oracle, and the smallest case
 * that still fails, as a test to paste.
 */
@NullMarked
package dev.heed.conformance.search;

import org.jspecify.annotations.NullMarked;
