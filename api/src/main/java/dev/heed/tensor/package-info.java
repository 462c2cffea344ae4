/** Tensors: what crosses the border between an application and a backend. */
@NullMarked
package dev.heed.tensor;

import org.jspecify.annotations.NullMarked;
