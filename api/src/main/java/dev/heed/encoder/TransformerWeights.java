package dev.heed.encoder;

import dev.heed.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** The canonical names and shapes of a Transformer encoder's weights. */
final class TransformerWeights {
    private final TransformerSpec spec;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    TransformerWeights(TransformerSpec spec) {
        this.spec = spec;
    }

    Map<String, Shape> shapes() {
        embeddings();
        Map<String, Shape> attention = spec.attention().weightShapes();
        Shape table = attention.remove("bias.0.weight");
        if (table != null) {
            shapes.put("attention.bias.weight", table);
        }
        for (int i = 0; i < spec.layers(); i++) {
            layer("layer." + i + ".", attention);
        }
        if (spec.finalNorm()) {
            norm("final.norm");
        }
        return shapes;
    }

    private void embeddings() {
        spec.embeddings().ifPresent(embeddings -> {
            shapes.put("embedding.token.weight", Shape.of(embeddings.vocabulary(), spec.width()));
            if (embeddings.segments() > 0) {
                shapes.put("embedding.segment.weight", Shape.of(embeddings.segments(), spec.width()));
            }
            if (embeddings.norm()) {
                norm("embedding.norm");
            }
        });
        if (spec.positions() instanceof Positions.Learned learned) {
            shapes.put("embedding.position.weight", Shape.of(learned.maxPositions(), spec.width()));
        }
    }

    private void layer(String prefix, Map<String, Shape> attention) {
        int queries = spec.heads() * spec.headWidth();
        int keyValues = spec.keyValueHeads() * spec.headWidth();
        boolean biased = spec.biases().queryKeyValue();
        linear(prefix + "attention.query", queries, spec.width(), biased);
        linear(prefix + "attention.key", keyValues, spec.width(), biased);
        linear(prefix + "attention.value", keyValues, spec.width(), biased);
        attention.forEach((name, shape) -> shapes.put(prefix + "attention." + name, shape));
        linear(prefix + "attention.output", spec.width(), queries, spec.biases().attentionOutput());
        norm(prefix + "attention.norm");
        boolean feedForwardBias = spec.biases().feedForward();
        if (spec.activation().gated()) {
            linear(prefix + "feedForward.gate", spec.feedForwardWidth(), spec.width(), feedForwardBias);
        }
        linear(prefix + "feedForward.up", spec.feedForwardWidth(), spec.width(), feedForwardBias);
        linear(prefix + "feedForward.down", spec.width(), spec.feedForwardWidth(), feedForwardBias);
        norm(prefix + "feedForward.norm");
    }

    private void linear(String name, int out, int in, boolean bias) {
        shapes.put(name + ".weight", Shape.of(out, in));
        if (bias) {
            shapes.put(name + ".bias", Shape.of(out));
        }
    }

    private void norm(String name) {
        shapes.put(name + ".weight", Shape.of(spec.width()));
        if (spec.norm().bias()) {
            shapes.put(name + ".bias", Shape.of(spec.width()));
        }
    }
}
