package dev.heed.tornado;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The weights of an encoder or a decoder as plans send them to the device, once each: each kind of all layers in one array,
 * so that one graph computes every layer.
 */
final class TransformerWeights implements PositionWeights {
    private final TransformerSpec spec;
    private final ScoreParameters score;
    private final Map<String, FloatArray> arrays = new HashMap<>();
    private final float[] learnedPositions;
    private final float[] biasTable;

    private TransformerWeights(TransformerSpec spec, Map<String, Tensor> weights) {
        this.spec = spec;
        this.score = ScoreParameters.ofLayers(spec, weights);
        this.learnedPositions = floats(weights, "embedding.position.weight");
        this.biasTable = floats(weights, "attention.bias.weight");
    }

    private static float[] floats(Map<String, Tensor> weights, String name) {
        Tensor tensor = weights.get(name);
        return tensor == null ? new float[0] : tensor.toFloatArray();
    }

    /** Copies the weights of an encoder, which have been checked. */
    static TransformerWeights of(TransformerSpec spec, Map<String, Tensor> weights, KernelChoice choice) {
        TransformerWeights all = new TransformerWeights(spec, weights);
        WeightStack outer = WeightStack.outer(weights, choice, all.arrays);
        spec.embeddings().ifPresent(embeddings -> {
            all.arrays.put("tokens", outer.rows(List.of("embedding.token.weight"), spec.width()));
            if (embeddings.segments() > 0) {
                all.arrays.put("segments", outer.rows(List.of("embedding.segment.weight"), spec.width()));
            }
        });
        all.norms(outer);
        if (spec.layers() > 0) {
            all.layers(WeightStack.inner(weights, spec.layers(), choice, all.arrays));
        }
        return all;
    }

    /** Copies the weights of a decoder, which have been checked. */
    static TransformerWeights of(DecoderSpec spec, Map<String, Tensor> weights, KernelChoice choice) {
        TransformerSpec body = spec.body();
        TransformerWeights all = new TransformerWeights(body, weights);
        WeightStack outer = WeightStack.outer(weights, choice, all.arrays);
        String head = spec.head().tied() ? "embedding.token.weight" : "head.weight";
        outer.matrix("head.weight", List.of(head), spec.vocabulary(), body.width());
        outer.vectors("head.bias", List.of("head.bias"), spec.vocabulary());
        FloatArray tokens = spec.head().tied()
                ? all.get("head.weight")
                : outer.rows(List.of("embedding.token.weight"), body.width());
        all.arrays.put("tokens", tokens);
        all.norms(outer);
        if (body.layers() > 0) {
            WeightStack inner = WeightStack.inner(weights, body.layers(), choice, all.arrays);
            all.layers(inner);
            all.layersOfDecoder(spec, inner);
        }
        return all;
    }

    private void norms(WeightStack outer) {
        outer.norm("embedding.norm", spec.width());
        outer.norm("final.norm", spec.width());
    }

    private void layers(WeightStack inner) {
        int width = spec.width();
        int queries = spec.heads() * spec.headWidth();
        int keyValues = spec.keyValueHeads() * spec.headWidth();
        if (score.plain()) {
            List<String> parts = List.of("attention.query", "attention.key", "attention.value");
            inner.linear("attention", parts, queries + 2 * keyValues, width);
        } else {
            inner.linear("attention.query", queries, width);
            inner.linear("attention.key", keyValues, width);
            inner.linear("attention.value", keyValues, width);
        }
        inner.linear("attention.output", width, queries);
        inner.norm("attention.norm", width);
        if (spec.activation().gated()) {
            inner.linear("feedForward.gate", spec.feedForwardWidth(), width);
        }
        inner.linear("feedForward.up", spec.feedForwardWidth(), width);
        inner.linear("feedForward.down", width, spec.feedForwardWidth());
        inner.norm("feedForward.norm", width);
        List<String> rest = List.of(
                "attention.output.bias",
                "attention.norm.weight",
                "attention.norm.bias",
                "feedForward.down.bias",
                "feedForward.norm.weight",
                "feedForward.norm.bias");
        inner.vectors("rest", rest, width);
    }

    private void layersOfDecoder(DecoderSpec decoder, WeightStack inner) {
        int width = spec.width();
        int queries = spec.heads() * spec.headWidth();
        int keyValues = spec.keyValueHeads() * spec.headWidth();
        if (decoder.outputNorms()) {
            inner.norm("attention.outputNorm", width);
            inner.norm("feedForward.outputNorm", width);
        }
        if (decoder.queryKeyNorm().isPresent()) {
            inner.norm("heads", List.of("attention.query.norm", "attention.key.norm"), spec.headWidth());
        }
        decoder.memoryWidth().ifPresent(memoryWidth -> {
            inner.linear("memory.query", queries, width);
            inner.linear("memory", List.of("memory.key", "memory.value"), 2 * keyValues, memoryWidth);
            inner.linear("memory.output", width, queries);
            inner.norm("memory.norm", width);
        });
    }

    /** An array by the name that its layers share. */
    FloatArray get(String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    /** What the scores of all layers need. */
    ScoreParameters score() {
        return score;
    }

    @Override
    public float[] learnedPositions(int offset) {
        return Arrays.copyOfRange(learnedPositions, offset * spec.width(), learnedPositions.length);
    }

    @Override
    public float[] biasTable() {
        return biasTable;
    }
}
