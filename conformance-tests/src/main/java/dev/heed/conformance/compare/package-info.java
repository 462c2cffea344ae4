/** The comparison of backends: the same work on each of them in one process, timed in turns and held to the oracle. */
@NullMarked
package dev.heed.conformance.compare;

import org.jspecify.annotations.NullMarked;
