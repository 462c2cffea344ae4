/** TornadoVM behind Heed's contracts: for now the provider alone, which says why it cannot run. */
@NullMarked
package dev.heed.tornado;

import org.jspecify.annotations.NullMarked;
