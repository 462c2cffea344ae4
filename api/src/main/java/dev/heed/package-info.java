/** Finding a backend and asking it for what it can run. */
@NullMarked
package dev.heed;

import org.jspecify.annotations.NullMarked;
