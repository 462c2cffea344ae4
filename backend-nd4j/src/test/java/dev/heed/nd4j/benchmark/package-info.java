/** Measurements of this backend alone. The comparisons of backends with each other are in {@code models}. */
@NullMarked
package dev.heed.nd4j.benchmark;

import org.jspecify.annotations.NullMarked;
