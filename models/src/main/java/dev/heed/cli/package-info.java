/** The command line {@code heed}. */
@NullMarked
package dev.heed.cli;

import org.jspecify.annotations.NullMarked;
