/** Wiring for applications that use Guice. */
@NullMarked
package dev.heed.models.guice;

import org.jspecify.annotations.NullMarked;
