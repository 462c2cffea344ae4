/** Decoders written straight from their papers and reference code, to hold the oracle against. */
@NullMarked
package dev.heed.conformance.formulas;

import org.jspecify.annotations.NullMarked;
