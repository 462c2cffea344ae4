package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Rope;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Broadcast;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** The arguments of the script's method {@code attention} for one call. */
record AttentionArguments(
        AttentionSpec spec, Map<String, Tensor> weights, DistanceBias bias, AttentionCall call, NativeScope scope) {
    private static final List<String> PARAMETERS =
            List.of("score.weight", "score.query.weight", "score.key.weight", "score.bias", "score.vector");

    IValue[] all() {
        VisibleKeys visible = call.visible();
        boolean unbiased = bias.isEmpty();
        boolean causal = unbiased && visible.causalOnly() && call.queries() == call.keys();
        boolean ragged = unbiased && fusible() && visible.lengthsOnly() && !visible.everything();
        boolean open = unbiased && visible.everything();
        Optional<AttentionRows> rows = causal || ragged || open
                ? Optional.empty()
                : Optional.of(AttentionRows.of(visible, call.batch(), call.queries(), call.keys()));
        return new IValue[] {
            scope.list(
                    scope.array(floats(call.inputs().query())),
                    scope.array(floats(call.inputs().key())),
                    scope.array(floats(call.inputs().value()))),
            rotation(),
            scope.value(interleaved(spec.rope())),
            rows.map(each -> each.rows(scope)).orElseGet(scope::nothing),
            masks(visible.allowed()),
            masks(visible.additive()),
            rows.map(each -> each.bias(scope, bias, spec.heads())).orElseGet(scope::nothing),
            scope.value((long) rows.map(AttentionRows::firstDistance).orElse(0)),
            scope.list(ragged ? lengths(visible) : new long[0]),
            scope.value(causal),
            scope.list(parameters(spec, weights, "", scope).toArray(PtNDArray[]::new)),
            scope.value((long) ScoreCode.of(spec.score())),
            scope.value(spec.effectiveScale()),
            scope.value(ScoreCode.capOf(spec)),
            scope.value(spec.returnWeights()),
            scope.value((long) ScoreCode.of(spec.returnScores()))
        };
    }

    /** Whether only the output is wanted, and its scores are dot products that nothing bends. */
    private boolean fusible() {
        return !spec.returnWeights()
                && spec.returnScores().isEmpty()
                && spec.softCap().isEmpty()
                && ScoreCode.of(spec.score()) != ScoreCode.ADDITIVE;
    }

    static boolean interleaved(Optional<Rope> rope) {
        return rope.isPresent() && rope.get().pairing() == Rope.Pairing.INTERLEAVED;
    }

    static double[] frequencies(Rope rope) {
        return IntStream.range(0, rope.rotaryWidth() / 2)
                .mapToDouble(rope::frequency)
                .toArray();
    }

    /** The learned parameters of the score, in the order that the script knows. */
    static List<PtNDArray> parameters(
            AttentionSpec spec, Map<String, Tensor> weights, String prefix, NativeScope scope) {
        return PARAMETERS.stream()
                .filter(spec.weightShapes()::containsKey)
                .map(name -> Objects.requireNonNull(weights.get(prefix + name), name))
                .map(tensor -> scope.array(floats(tensor)))
                .toList();
    }

    private IValue rotation() {
        if (spec.rope().isEmpty()) {
            return scope.nothing();
        }
        int batch = call.batch();
        long[] ofQueries = new long[batch * call.queries()];
        long[] ofKeys = new long[batch * call.keys()];
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < call.queries(); i++) {
                ofQueries[b * call.queries() + i] = call.queryPosition(b, i);
            }
            for (int j = 0; j < call.keys(); j++) {
                ofKeys[b * call.keys() + j] = call.keyPosition(b, j);
            }
        }
        double[] frequencies = frequencies(spec.rope().get());
        return scope.list(
                scope.array(ofQueries, batch, call.queries()),
                scope.array(ofKeys, batch, call.keys()),
                scope.array(frequencies, frequencies.length));
    }

    private long[] lengths(VisibleKeys visible) {
        return IntStream.range(0, call.batch())
                .flatMap(b -> IntStream.of(visible.queryLength(b), visible.keyLength(b)))
                .asLongStream()
                .toArray();
    }

    private IValue masks(List<Broadcast> masks) {
        return scope.list(
                masks.stream().map(each -> scope.array(rankFour(each.tensor()))).toArray(PtNDArray[]::new));
    }

    private static Tensor rankFour(Tensor mask) {
        Tensor tensor = mask.dtype() == DType.BOOL ? mask : floats(mask);
        int[] dims = {1, 1, 1, 1};
        int[] own = tensor.shape().toArray();
        System.arraycopy(own, 0, dims, 4 - own.length, own.length);
        return tensor.reshape(Shape.of(dims));
    }

    private static Tensor floats(Tensor tensor) {
        return tensor.to(DType.FLOAT32);
    }
}
