/** What the author of a backend implements, and the checks that every backend shares. */
@NullMarked
package dev.heed.spi;

import org.jspecify.annotations.NullMarked;
