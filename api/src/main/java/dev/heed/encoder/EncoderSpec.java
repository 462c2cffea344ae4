package dev.heed.encoder;

import dev.heed.Precision;
import dev.heed.tensor.Shape;
import java.util.Map;

/** Everything about an encoder but its weights. Each family is a record of its own (rule ENC-1). */
public sealed interface EncoderSpec permits TransformerSpec {
    /** The width of its output. */
    int width();

    /** What is computed in (rule PRE-1). */
    Precision precision();

    /** The weights that the encoder needs, by canonical name (rule ENC-5). Linear weights are [out, in]. */
    Map<String, Shape> weightShapes();
}
