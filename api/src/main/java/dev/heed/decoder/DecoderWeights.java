package dev.heed.decoder;

import dev.heed.encoder.Norm;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import java.util.Map;

/** The canonical names and shapes of a decoder's weights. */
final class DecoderWeights {
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final Map<String, Shape> shapes;

    DecoderWeights(DecoderSpec spec) {
        this.spec = spec;
        this.body = spec.body();
        this.shapes = body.weightShapes();
    }

    Map<String, Shape> shapes() {
        for (int n = 0; n < body.layers(); n++) {
            layer("layer." + n + ".");
        }
        if (!spec.head().tied()) {
            shapes.put("head.weight", Shape.of(spec.vocabulary(), body.width()));
        }
        if (spec.head().bias()) {
            shapes.put("head.bias", Shape.of(spec.vocabulary()));
        }
        return shapes;
    }

    private void layer(String prefix) {
        spec.queryKeyNorm().ifPresent(norm -> {
            norm(prefix + "attention.query.norm", norm, body.headWidth());
            norm(prefix + "attention.key.norm", norm, body.headWidth());
        });
        if (spec.outputNorms()) {
            norm(prefix + "attention.outputNorm", body.norm(), body.width());
            norm(prefix + "feedForward.outputNorm", body.norm(), body.width());
        }
        spec.memoryWidth().ifPresent(width -> memory(prefix + "memory.", width));
    }

    private void memory(String prefix, int memoryWidth) {
        int queries = body.heads() * body.headWidth();
        int keyValues = body.keyValueHeads() * body.headWidth();
        boolean biased = body.biases().queryKeyValue();
        linear(prefix + "query", queries, body.width(), biased);
        linear(prefix + "key", keyValues, memoryWidth, biased);
        linear(prefix + "value", keyValues, memoryWidth, biased);
        linear(prefix + "output", body.width(), queries, body.biases().attentionOutput());
        norm(prefix + "norm", body.norm(), body.width());
    }

    private void linear(String name, int out, int in, boolean bias) {
        shapes.put(name + ".weight", Shape.of(out, in));
        if (bias) {
            shapes.put(name + ".bias", Shape.of(out));
        }
    }

    private void norm(String name, Norm norm, int width) {
        shapes.put(name + ".weight", Shape.of(width));
        if (norm.bias()) {
            shapes.put(name + ".bias", Shape.of(width));
        }
    }
}
