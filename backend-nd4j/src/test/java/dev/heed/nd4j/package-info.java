/** Tests of the ND4J engine. */
@NullMarked
package dev.heed.nd4j;

import org.jspecify.annotations.NullMarked;
