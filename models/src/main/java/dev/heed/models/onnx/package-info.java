/** Reading weights and structure out of ONNX files, without running them and without trusting them. */
@NullMarked
package dev.heed.models.onnx;

import org.jspecify.annotations.NullMarked;
