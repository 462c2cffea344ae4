/** The command that checks a backend, and what every command line of this project is made of. */
@NullMarked
package dev.heed.conformance.cli;

import org.jspecify.annotations.NullMarked;
