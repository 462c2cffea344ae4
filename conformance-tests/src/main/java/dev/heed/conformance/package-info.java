/** The conformance suite: what every backend must pass, its cases by rule, and its reports. */
@NullMarked
package dev.heed.conformance;

import org.jspecify.annotations.NullMarked;
