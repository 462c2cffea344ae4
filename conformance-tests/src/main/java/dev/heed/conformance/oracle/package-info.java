/** The float64 oracle: every contract written out in plain Java, one number at a time, for reading (rule PRE-3). */
@NullMarked
package dev.heed.conformance.oracle;

import org.jspecify.annotations.NullMarked;
