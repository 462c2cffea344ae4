package dev.heed.models.onnx;

import java.util.List;
import java.util.Optional;

/** An attribute of an operation, in whichever form it has; the others are 0 or empty. */
record OnnxAttribute(float number, long integer, List<Long> integers, String text, Optional<OnnxTensor> tensor) {}
