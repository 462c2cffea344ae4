/** Wrong backends, each with one flaw that a real author would make, which the suite must catch. */
@NullMarked
package dev.heed.conformance.mutants;

import org.jspecify.annotations.NullMarked;
