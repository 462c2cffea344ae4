package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.attention.Rope;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Norm;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A decoder's weights in native memory, as the script's method {@code decode} takes them.
 *
 * @param outer those outside the layers
 * @param inner those of the layers, linear ones packed
 * @param projections each layer's projection of the memory to keys and values
 * @param windows how many keys before its own a query of each layer sees
 * @param more the script's {@code more}
 * @param limits the script's {@code limits}
 * @param shape the script's {@code shape}
 * @param numbers the script's {@code numbers}
 */
record DecoderWeights(
        IValue outer,
        IValue inner,
        IValue projections,
        IValue windows,
        IValue more,
        IValue limits,
        IValue shape,
        IValue numbers)
        implements AutoCloseable {
    /** Copies the weights; the tensors are not needed afterwards. */
    static DecoderWeights load(DecoderSpec spec, Map<String, Tensor> given, Torch torch) {
        return torch.workers().together(Long.MAX_VALUE, () -> {
            // The lists keep the arrays; the scope frees only the handles, and what was copied in order to be packed.
            try (NativeScope scope = torch.scope()) {
                return new Loading(spec, new WeightLoading(given, torch, scope)).load();
            }
        });
    }

    @Override
    public void close() {
        outer.close();
        inner.close();
        projections.close();
        windows.close();
        more.close();
        limits.close();
        shape.close();
        numbers.close();
    }

    private record Loading(DecoderSpec spec, TransformerSpec body, WeightLoading weights) {
        Loading(DecoderSpec spec, WeightLoading weights) {
            this(spec, spec.body(), weights);
        }

        DecoderWeights load() {
            List<PtNDArray> layers = new ArrayList<>();
            List<PtNDArray> memory = new ArrayList<>();
            for (int n = 0; n < body.layers(); n++) {
                addLayer("layer." + n + ".", layers, memory);
            }
            List<PtNDArray> finalNorm =
                    body.finalNorm() ? weights.normBefore(body.norm(), "final.norm") : weights.nothing();
            List<PtNDArray> outer = weights.outer(body, finalNorm);
            outer.addAll(head());
            return new DecoderWeights(
                    list(outer),
                    list(layers),
                    list(memory),
                    IValue.listFrom(spec.windows().stream()
                            .mapToLong(Integer::longValue)
                            .toArray()),
                    IValue.listFrom(spec.outputNorms() ? 1 : 0, normKind(), memory.isEmpty() ? 0 : 1),
                    IValue.listFrom(
                            spec.head().scale(),
                            spec.head().softCap().orElse(0),
                            spec.queryKeyNorm().map(Norm::epsilon).orElse(0.0)),
                    IValue.listFrom(EncoderShape.shapeOf(body)),
                    IValue.listFrom(EncoderShape.numbersOf(body)));
        }

        private static IValue list(List<PtNDArray> arrays) {
            return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
        }

        private long normKind() {
            return spec.queryKeyNorm()
                    .map(norm -> norm.kind() == Norm.Kind.RMS_NORM ? 2L : 1L)
                    .orElse(0L);
        }

        private void addLayer(String layer, List<PtNDArray> layers, List<PtNDArray> memory) {
            layers.addAll(weights.layer(body, layer, ProductRows.BOTH, this::projection));
            layers.addAll(queryKeyNorm(layer + "attention.query.norm", true));
            layers.addAll(queryKeyNorm(layer + "attention.key.norm", false));
            for (String block : List.of("attention", "feedForward")) {
                String name = layer + block + ".outputNorm";
                layers.addAll(spec.outputNorms() ? weights.norm(body.norm(), name) : weights.nothing());
            }
            if (spec.memoryWidth().isEmpty()) {
                for (int i = 0; i < 3; i++) {
                    layers.addAll(weights.nothing());
                }
                return;
            }
            String norm = layer + "memory.norm";
            LinearLoading query = weights.behind(body, norm, weights.linear(layer + "memory.query"));
            layers.addAll(query.outputs(this::scale).packed(ProductRows.BOTH));
            layers.addAll(weights.linear(layer + "memory.output").packed(ProductRows.BOTH));
            layers.addAll(weights.normOf(body, norm));
            memory.addAll(
                    weights.linear(layer + "memory.key", layer + "memory.value").packed(ProductRows.MANY));
        }

        private LinearLoading projection(LinearLoading linear) {
            LinearLoading paired =
                    linear.outputs((array, scope) -> pair(array, body.heads() + body.keyValueHeads(), scope));
            return spec.queryKeyNorm().isPresent() ? paired : paired.outputs(this::scale);
        }

        private List<PtNDArray> queryKeyNorm(String name, boolean ofQuery) {
            if (spec.queryKeyNorm().isEmpty()) {
                return weights.nothing();
            }
            List<PtNDArray> arrays = weights.norm(spec.queryKeyNorm().get(), name);
            try (NativeScope scope = torch().scope()) {
                for (PtNDArray array : arrays) {
                    if (array.getShape().size() > 0) {
                        IValue value = scope.value(array);
                        pair(value, 1, scope);
                        if (ofQuery) {
                            scale(value, body.headWidth(), scope);
                        }
                    }
                }
            }
            return arrays;
        }

        /** The two numbers that a rotation turns together become neighbours, as the script wants them. */
        private void pair(IValue array, int heads, NativeScope scope) {
            if (body.positions() instanceof Positions.Rotary rotary
                    && rotary.rope().pairing() == Rope.Pairing.HALF) {
                scope.result(torch().decoderCall(
                                "paired",
                                array,
                                scope.value((long) heads),
                                scope.value((long) body.headWidth()),
                                scope.value((long) rotary.rope().rotaryWidth())));
            }
        }

        /** Queries take in the scale of the scores. */
        private void scale(IValue array, NativeScope scope) {
            scale(array, body.heads() * body.headWidth(), scope);
        }

        private void scale(IValue array, int count, NativeScope scope) {
            scope.result(torch().decoderCall(
                            "scaled",
                            array,
                            scope.value((long) count),
                            scope.value(body.attention().effectiveScale())));
        }

        private Torch torch() {
            return weights.torch();
        }

        private List<PtNDArray> head() {
            Tensor table = weights.floats(spec.head().tied() ? "embedding.token.weight" : "head.weight");
            Tensor bias = spec.head().bias()
                    ? weights.floats("head.bias")
                    : Tensor.zeros(DType.FLOAT32, Shape.of(spec.vocabulary()));
            LinearLoading head = new LinearLoading(weights, List.of(table), List.of(bias));
            return (body.finalNorm() ? head.behind(body.norm(), "final.norm") : head).packed(ProductRows.FEW);
        }
    }
}
