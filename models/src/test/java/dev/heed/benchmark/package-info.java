/** Heed measured against ONNX Runtime and langchain4j. Main classes, not tests: no test asserts a time. */
@NullMarked
package dev.heed.benchmark;

import org.jspecify.annotations.NullMarked;
