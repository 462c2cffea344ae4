/** The suite as a JUnit 5 test class: extend one class, write one method. */
@NullMarked
package dev.heed.conformance.junit;

import org.jspecify.annotations.NullMarked;
