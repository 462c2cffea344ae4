package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An encoder's weights in native memory, as the script's method {@code transformer} takes them. What a spec leaves out
 * is an empty tensor; a bias that it leaves out is one of zeros.
 *
 * @param outer those outside the layers
 * @param inner those of the layers, linear ones packed
 * @param shape the spec's {@code shape}
 * @param numbers the spec's {@code numbers}
 * @param careful whether a weight of a layer is NaN or infinite, so that attention must not be fused
 */
record EncoderWeights(IValue outer, IValue inner, IValue shape, IValue numbers, IValue careful)
        implements AutoCloseable {
    /** Copies the weights; the tensors are not needed afterwards. */
    static EncoderWeights load(TransformerSpec spec, Map<String, Tensor> given, Torch torch) {
        return torch.workers().together(Long.MAX_VALUE, () -> {
            // The lists keep the arrays; the scope frees only the handles, and what was copied in order to be packed.
            try (NativeScope scope = torch.scope()) {
                WeightLoading loading = new WeightLoading(given, torch, scope);
                List<PtNDArray> layers = new ArrayList<>();
                for (int n = 0; n < spec.layers(); n++) {
                    String layer = "layer." + n + ".";
                    layers.addAll(loading.layer(spec, layer, ProductRows.MANY));
                    layers.addAll(loading.checked(
                            AttentionArguments.parameters(spec.attention(), given, layer + "attention.", scope)));
                }
                List<PtNDArray> finalNorm =
                        spec.finalNorm() ? loading.norm(spec.norm(), "final.norm") : loading.nothing();
                return new EncoderWeights(
                        IValue.listFrom(loading.outer(spec, finalNorm).toArray(PtNDArray[]::new)),
                        IValue.listFrom(layers.toArray(PtNDArray[]::new)),
                        IValue.listFrom(EncoderShape.shapeOf(spec)),
                        IValue.listFrom(EncoderShape.numbersOf(spec)),
                        IValue.from(!loading.finite()));
            }
        });
    }

    @Override
    public void close() {
        outer.close();
        inner.close();
        shape.close();
        numbers.close();
        careful.close();
    }
}
