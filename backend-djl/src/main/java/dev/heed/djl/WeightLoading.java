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

/** Copies weights to native memory, linear ones packed. The scope owns the arrays. */
final class WeightLoading {
    private final Map<String, Tensor> given;
    private final Torch torch;
    private final NativeScope scope;
    private boolean finite = true;

    WeightLoading(Map<String, Tensor> given, Torch torch, NativeScope scope) {
        this.given = given;
        this.torch = torch;
        this.scope = scope;
    }

    /** Whether no weight of a layer so far is NaN or infinite. */
    boolean finite() {
        return finite;
    }

    /** The script's {@code outer}. */
    List<PtNDArray> outer(TransformerSpec spec) {
        double[] frequencies = spec.positions() instanceof Positions.Rotary rotary
                ? AttentionArguments.frequencies(rotary.rope())
                : new double[0];
        return new ArrayList<>(List.of(
                vectorOrNone("embedding.token.weight"),
                positions(spec),
                vectorOrNone("embedding.segment.weight"),
                vectorOrNone("embedding.norm.weight"),
                vectorOrNone("embedding.norm.bias"),
                vectorOrNone("final.norm.weight"),
                vectorOrNone("final.norm.bias"),
                scope.array(frequencies, frequencies.length)));
    }

    /** The table of positions from the row of place 0 on. */
    private PtNDArray positions(TransformerSpec spec) {
        if (!(spec.positions() instanceof Positions.Learned learned)) {
            return none();
        }
        ByteBuffer rows = floats("embedding.position.weight").bytes();
        rows.position(learned.offset() * spec.width() * Float.BYTES);
        Shape shape = Shape.of(learned.maxLength(), spec.width());
        return scope.array(Tensor.ofBytes(DType.FLOAT32, shape, rows));
    }

    /** The script's {@code inner} for one layer, without parameters of the score. */
    List<PtNDArray> layer(TransformerSpec spec, String layer, ProductRows rows) {
        String attention = layer + "attention.";
        String feedForward = layer + "feedForward.";
        List<PtNDArray> arrays = new ArrayList<>();
        arrays.addAll(linear(rows, attention + "query", attention + "key", attention + "value"));
        arrays.addAll(linear(rows, attention + "output"));
        arrays.addAll(norm(attention + "norm"));
        arrays.addAll(
                spec.activation().gated()
                        ? linear(rows, feedForward + "up", feedForward + "gate")
                        : linear(rows, feedForward + "up"));
        arrays.addAll(linear(rows, feedForward + "down"));
        arrays.addAll(norm(feedForward + "norm"));
        return arrays;
    }

    /** Weight and bias of one linear layer whose outputs are those of all the named ones, one after the other. */
    List<PtNDArray> linear(ProductRows rows, String... names) {
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        for (String name : names) {
            Tensor weight = floats(name + ".weight");
            weights.add(weight);
            biases.add(floatsOrZeros(name + ".bias", weight.shape().dim(0)));
        }
        return linear(rows, weights, biases);
    }

    /** The same of tensors. */
    List<PtNDArray> linear(ProductRows rows, List<Tensor> weights, List<Tensor> biases) {
        PtNDArray packed;
        try (NativeScope copy = torch.scope()) {
            IValue weight = copy.value(checked(copy.joined(weights)));
            IValue packedFor = copy.value(rows.packedFor(weights.get(0).shape().dim(1)));
            packed = scope.result(torch.call("packed", weight, packedFor));
        }
        return List.of(packed, checked(scope.joined(biases)));
    }

    /** Weight and bias of a norm; an empty bias if it has none. */
    List<PtNDArray> norm(String name) {
        return List.of(checked(scope.array(floats(name + ".weight"))), checked(vectorOrNone(name + ".bias")));
    }

    /** Looks for NaN and infinity in some arrays. */
    List<PtNDArray> checked(List<PtNDArray> arrays) {
        return arrays.stream().map(this::checked).toList();
    }

    private PtNDArray checked(PtNDArray array) {
        try (NativeScope check = torch.scope()) {
            finite &= check.truth(torch.call("finite", check.value(array)));
            return array;
        }
    }

    /** What stands where a spec has no such weight. */
    PtNDArray none() {
        return scope.array(new float[0], 0);
    }

    private PtNDArray vectorOrNone(String name) {
        return given.containsKey(name) ? scope.array(floats(name)) : none();
    }

    /** A weight in FLOAT32, or zeros where the spec has none. */
    Tensor floatsOrZeros(String name, int width) {
        return given.containsKey(name) ? floats(name) : Tensor.zeros(DType.FLOAT32, Shape.of(width));
    }

    /** A weight in FLOAT32. */
    Tensor floats(String name) {
        return Objects.requireNonNull(given.get(name), name).to(DType.FLOAT32);
    }
}
