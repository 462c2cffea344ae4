/** This backend measured against its own engine. Main classes, not tests: no test asserts a time. */
@NullMarked
package dev.heed.djl.benchmark;

import org.jspecify.annotations.NullMarked;
