package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        return torch.workers().together(Long.MAX_VALUE, () -> new Loading(spec, given, torch).load());
    }

    @Override
    public void close() {
        outer.close();
        inner.close();
        shape.close();
        numbers.close();
        careful.close();
    }

    private static final class Loading {
        private final TransformerSpec spec;
        private final Map<String, Tensor> given;
        private final Torch torch;
        private boolean finite = true;

        private Loading(TransformerSpec spec, Map<String, Tensor> given, Torch torch) {
            this.spec = spec;
            this.given = given;
            this.torch = torch;
        }

        EncoderWeights load() {
            // The lists keep the arrays; the scope frees only the handles, and what was copied in order to be packed.
            try (NativeScope scope = torch.scope()) {
                List<PtNDArray> layers = new ArrayList<>();
                for (int n = 0; n < spec.layers(); n++) {
                    addLayer("layer." + n + ".", layers, scope);
                }
                return new EncoderWeights(
                        IValue.listFrom(outer(scope)),
                        IValue.listFrom(layers.toArray(PtNDArray[]::new)),
                        IValue.listFrom(EncoderShape.shapeOf(spec)),
                        IValue.listFrom(EncoderShape.numbersOf(spec)),
                        IValue.from(!finite));
            }
        }

        private PtNDArray[] outer(NativeScope scope) {
            double[] frequencies = spec.positions() instanceof Positions.Rotary rotary
                    ? AttentionArguments.frequencies(rotary.rope())
                    : new double[0];
            return new PtNDArray[] {
                vectorOrNone("embedding.token.weight", scope),
                positions(scope),
                vectorOrNone("embedding.segment.weight", scope),
                vectorOrNone("embedding.norm.weight", scope),
                vectorOrZeros("embedding.norm.bias", spec.width(), scope),
                vectorOrNone("final.norm.weight", scope),
                vectorOrZeros("final.norm.bias", spec.width(), scope),
                scope.array(frequencies, frequencies.length)
            };
        }

        /** The table of positions from the row of place 0 on. */
        private PtNDArray positions(NativeScope scope) {
            if (!(spec.positions() instanceof Positions.Learned learned)) {
                return scope.array(new float[0], 0);
            }
            ByteBuffer rows = floats("embedding.position.weight").bytes();
            rows.position(learned.offset() * spec.width() * Float.BYTES);
            Shape shape = Shape.of(learned.maxLength(), spec.width());
            return scope.array(Tensor.ofBytes(DType.FLOAT32, shape, rows));
        }

        private void addLayer(String layer, List<PtNDArray> layers, NativeScope scope) {
            String attention = layer + "attention.";
            String feedForward = layer + "feedForward.";
            addLinear(layers, scope, attention + "query", attention + "key", attention + "value");
            addLinear(layers, scope, attention + "output");
            addNorm(layers, scope, attention + "norm");
            addLinear(layers, scope, feedForward + "up");
            if (spec.activation().gated()) {
                addLinear(layers, scope, feedForward + "gate");
            } else {
                layers.add(scope.array(new float[0], 0));
                layers.add(scope.array(new float[0], 0));
            }
            addLinear(layers, scope, feedForward + "down");
            addNorm(layers, scope, feedForward + "norm");
            for (PtNDArray parameter : AttentionArguments.parameters(spec.attention(), given, attention, scope)) {
                layers.add(checked(parameter));
            }
        }

        /** One linear layer whose outputs are those of all the named ones, one after the other. */
        private void addLinear(List<PtNDArray> layers, NativeScope scope, String... names) {
            List<Tensor> weights = new ArrayList<>();
            List<Tensor> biases = new ArrayList<>();
            for (String name : names) {
                Tensor weight = floats(name + ".weight");
                weights.add(weight);
                biases.add(floatsOrZeros(name + ".bias", weight.shape().dim(0)));
            }
            try (NativeScope copy = torch.scope()) {
                IValue weight = copy.value(checked(copy.joined(weights)));
                layers.add(scope.result(torch.call("packed", weight)));
            }
            layers.add(checked(scope.joined(biases)));
        }

        private PtNDArray checked(PtNDArray array) {
            try (IValue argument = IValue.from(array);
                    IValue answer = torch.call("finite", argument)) {
                finite &= answer.toBoolean();
                return array;
            }
        }

        private void addNorm(List<PtNDArray> layers, NativeScope scope, String name) {
            layers.add(checked(scope.array(floats(name + ".weight"))));
            layers.add(checked(vectorOrZeros(name + ".bias", spec.width(), scope)));
        }

        private PtNDArray vectorOrNone(String name, NativeScope scope) {
            return given.containsKey(name) ? scope.array(floats(name)) : scope.array(new float[0], 0);
        }

        private PtNDArray vectorOrZeros(String name, int width, NativeScope scope) {
            return scope.array(floatsOrZeros(name, width));
        }

        private Tensor floatsOrZeros(String name, int width) {
            return given.containsKey(name) ? floats(name) : Tensor.zeros(DType.FLOAT32, Shape.of(width));
        }

        private Tensor floats(String name) {
            return Objects.requireNonNull(given.get(name), name).to(DType.FLOAT32);
        }
    }
}
