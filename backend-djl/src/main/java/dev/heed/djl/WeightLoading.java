package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
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
import java.util.function.UnaryOperator;

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

    Torch torch() {
        return torch;
    }

    NativeScope scope() {
        return scope;
    }

    /** The script's {@code outer}; the final norm as it is given. */
    List<PtNDArray> outer(TransformerSpec spec, List<PtNDArray> finalNorm) {
        double[] frequencies = spec.positions() instanceof Positions.Rotary rotary
                ? AttentionArguments.frequencies(rotary.rope())
                : new double[0];
        List<PtNDArray> arrays = new ArrayList<>();
        arrays.add(vectorOrNone("embedding.token.weight"));
        arrays.add(positions(spec));
        arrays.add(vectorOrNone("embedding.segment.weight"));
        arrays.addAll(given.containsKey("embedding.norm.weight") ? norm(spec.norm(), "embedding.norm") : nothing());
        arrays.addAll(finalNorm);
        arrays.add(scope.array(frequencies, frequencies.length));
        return arrays;
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
        return layer(spec, layer, rows, projection -> projection);
    }

    /** The same, with something done to the projection to queries, keys and values before it is packed. */
    List<PtNDArray> layer(TransformerSpec spec, String layer, ProductRows rows, UnaryOperator<LinearLoading> done) {
        String attention = layer + "attention.";
        String feedForward = layer + "feedForward.";
        List<PtNDArray> arrays = new ArrayList<>();
        LinearLoading projection = linear(attention + "query", attention + "key", attention + "value");
        arrays.addAll(done.apply(behind(spec, attention + "norm", projection)).packed(rows));
        arrays.addAll(linear(attention + "output").packed(rows));
        LinearLoading up = spec.activation().gated()
                ? linear(feedForward + "up", feedForward + "gate")
                : linear(feedForward + "up");
        arrays.addAll(normOf(spec, attention + "norm"));
        arrays.addAll(behind(spec, feedForward + "norm", up).packed(rows));
        arrays.addAll(linear(feedForward + "down").packed(rows));
        arrays.addAll(normOf(spec, feedForward + "norm"));
        return arrays;
    }

    /** A layer's norm, which stands before a block or behind it. */
    List<PtNDArray> normOf(TransformerSpec spec, String name) {
        return spec.placement() == NormPlacement.PRE ? normBefore(spec.norm(), name) : norm(spec.norm(), name);
    }

    /** A linear layer at the beginning of a block, whose norm stands before it or behind the block. */
    LinearLoading behind(TransformerSpec spec, String norm, LinearLoading linear) {
        return spec.placement() == NormPlacement.PRE ? linear.behind(spec.norm(), norm) : linear;
    }

    /** A linear layer whose outputs are those of all the named ones, one after the other. */
    LinearLoading linear(String... names) {
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        for (String name : names) {
            Tensor weight = floats(name + ".weight");
            weights.add(weight);
            biases.add(floatsOrZeros(name + ".bias", weight.shape().dim(0)));
        }
        return new LinearLoading(this, weights, biases);
    }

    /** Whether the linear layers behind a norm can take in its weight. */
    static boolean canBeTakenIn(Norm norm) {
        return norm.kind() == Norm.Kind.RMS_NORM && !norm.bias();
    }

    /** Weight and bias of a norm; an empty bias if it has none. */
    List<PtNDArray> norm(Norm norm, String name) {
        return List.of(normWeight(norm, name, scope), checked(vectorOrNone(name + ".bias")));
    }

    /** The same of one behind which there are only linear layers that take in its weight, if they can. */
    List<PtNDArray> normBefore(Norm norm, String name) {
        return canBeTakenIn(norm) ? nothing() : norm(norm, name);
    }

    /** The weight of a norm as the script takes it. */
    PtNDArray normWeight(Norm norm, String name, NativeScope owner) {
        PtNDArray weight = owner.array(floats(name + ".weight"));
        if (norm.kind() == Norm.Kind.RMS_NORM) {
            double factor = Math.sqrt((double) weight.getShape().size());
            try (NativeScope call = torch.scope()) {
                call.result(torch.call("times", call.value(weight), call.value(factor)));
            }
        }
        return checked(weight);
    }

    /** What stands where a spec has no such weight and bias. */
    List<PtNDArray> nothing() {
        return List.of(none(), none());
    }

    /** Looks for NaN and infinity in some arrays. */
    List<PtNDArray> checked(List<PtNDArray> arrays) {
        return arrays.stream().map(this::checked).toList();
    }

    /** Looks for NaN and infinity in an array. */
    PtNDArray checked(PtNDArray array) {
        try (NativeScope check = torch.scope()) {
            finite &= check.truth(torch.call("finite", check.value(array)));
            return array;
        }
    }

    private PtNDArray none() {
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
