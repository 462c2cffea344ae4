/** Runs vectors that others made, in the ONNX repository's node-test format, through the oracle and a backend. */
@NullMarked
package dev.heed.conformance.onnx;

import org.jspecify.annotations.NullMarked;
