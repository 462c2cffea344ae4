/** Tests of the TornadoVM backend. */
@NullMarked
package dev.heed.tornado;

import org.jspecify.annotations.NullMarked;
