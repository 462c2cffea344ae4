package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.encoder.Norm;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear layer on its way to native memory. What stands before or behind it and is linear too is multiplied into it
 * there, so that no call has to.
 */
final class LinearLoading {
    /** Changes an array where it stands; what it needs for that is the scope's. */
    interface Change {
        void apply(IValue array, NativeScope scope);
    }

    private final WeightLoading loading;
    private final List<Tensor> weights;
    private final List<Tensor> biases;
    private final List<Change> ofWeight = new ArrayList<>();
    private final List<Change> ofBias = new ArrayList<>();

    /** Its outputs are those of all the weights [out, in] and biases [out], one after the other. */
    LinearLoading(WeightLoading loading, List<Tensor> weights, List<Tensor> biases) {
        this.loading = loading;
        this.weights = weights;
        this.biases = biases;
    }

    /** Takes in the weight of the norm before it, if it can; {@link WeightLoading#normBefore} leaves it out then. */
    LinearLoading behind(Norm norm, String name) {
        if (WeightLoading.canBeTakenIn(norm)) {
            ofWeight.add((weight, scope) -> scope.result(
                    loading.torch().call("timesInputs", weight, scope.value(loading.normWeight(norm, name, scope)))));
        }
        return this;
    }

    /** Changes what comes out: the weight's rows and the bias alike. */
    LinearLoading outputs(Change change) {
        ofWeight.add(change);
        ofBias.add(change);
        return this;
    }

    /** The weight packed, and the bias. */
    List<PtNDArray> packed(ProductRows rows) {
        try (NativeScope copy = loading.torch().scope()) {
            PtNDArray weight = changed(copy.joined(weights), ofWeight, copy);
            PtNDArray bias = changed(loading.scope().joined(biases), ofBias, copy);
            IValue packedFor = copy.value(rows.packedFor(weights.get(0).shape().dim(1)));
            return List.of(loading.scope().result(loading.torch().call("packed", copy.value(weight), packedFor)), bias);
        }
    }

    private PtNDArray changed(PtNDArray array, List<Change> changes, NativeScope scope) {
        changes.forEach(change -> change.apply(scope.value(array), scope));
        return loading.checked(array);
    }
}
