/**
 * The ND4J engine behind Heed's contracts: native memory from ND4J, matrix products by the OpenBLAS that ND4J brings,
 * and plain Java loops over cache-sized rows for all that is not a matrix product.
 */
@NullMarked
package dev.heed.nd4j;

import org.jspecify.annotations.NullMarked;
