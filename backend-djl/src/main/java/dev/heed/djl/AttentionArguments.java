package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.ScoreStage;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Broadcast;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The arguments of the script's method {@code attention}: what all parts of a call share, made once, and what each has
 * for itself.
 */
final class AttentionArguments {
    private static final List<String> PARAMETERS =
            List.of("score.weight", "score.query.weight", "score.key.weight", "score.bias", "score.vector");

    private final AttentionCall call;
    private final AttentionSpec spec;
    private final TileCutter cutter;
    private final IValue[] before;
    private final IValue[] after;

    /** The scope keeps what is shared, and stays open as long as parts run. */
    AttentionArguments(
            AttentionCall call, Map<String, Tensor> weights, DistanceBias bias, CallSizes sizes, NativeScope scope) {
        this.call = call;
        this.spec = call.spec();
        VisibleKeys visible = call.visible();
        AttentionRows rows = AttentionRows.of(visible, call.batch(), call.queries(), call.keys());
        this.cutter = new TileCutter(sizes, visible, rows, !bias.isEmpty(), everyScore());
        this.before = new IValue[] {rotation(scope), scope.value(interleaved(spec.rope()))};
        this.after = new IValue[] {
            scope.list(rows.array(scope)),
            patterns(visible, rows, scope),
            maps(visible, scope),
            scope.list(visible.blockSparse().stream()
                    .mapToLong(Mask.BlockSparse::blockSize)
                    .toArray()),
            masks(visible.allowed(), scope),
            masks(visible.additive(), scope),
            bias(bias, rows, spec.heads(), scope),
            scope.value((long) rows.firstDistance()),
            scope.list(parameters(spec, weights, "", scope).toArray(PtNDArray[]::new)),
            scope.value((long) ScoreCode.of(spec.score())),
            scope.value(spec.effectiveScale()),
            scope.value(ScoreCode.capOf(spec)),
            scope.value(spec.returnWeights()),
            scope.value((long) ScoreCode.of(spec.returnScores()))
        };
    }

    /** Scores of the stages before the masks are those of hidden keys too. */
    private boolean everyScore() {
        return spec.returnScores().isPresent() && spec.returnScores().get() != ScoreStage.MASKED;
    }

    /** All arguments for a part, whose key/value heads and query, key and value are given, in a scope of its own. */
    IValue[] of(HeadRange part, PtNDArray[] inputs, NativeScope scope) {
        HeadRange queries = part.ofQueries(spec.heads() / spec.keyValueHeads());
        TilePlan plan = new TilePlan();
        cutter.cut(queries, plan);
        IValue[] own = {
            scope.list(queries.entry(), queries.entries(), queries.head(), queries.heads()),
            scope.list(plan.tiles()),
            scope.indices(plan.index())
        };
        return Stream.of(new IValue[] {scope.list(inputs)}, before, own, after)
                .flatMap(Stream::of)
                .toArray(IValue[]::new);
    }

    /** The argument {@code patterns}. */
    static IValue patterns(VisibleKeys visible, AttentionRows rows, NativeScope scope) {
        List<PtNDArray> patterns = new ArrayList<>();
        for (Mask.GlobalLocal pattern : visible.globalLocal()) {
            LocalRanges ranges = new LocalRanges(pattern, visible, rows.keys());
            boolean[] everywhere = new boolean[rows.keys()];
            pattern.globals().stream().filter(key -> key < rows.keys()).forEach(key -> everywhere[key] = true);
            patterns.add(scope.array(rows.around(ranges), rows.entries(), rows.queries(), 2));
            patterns.add(scope.array(Tensor.of(Shape.of(rows.keys()), everywhere)));
        }
        return scope.list(patterns.toArray(PtNDArray[]::new));
    }

    /** The argument {@code bias}. */
    static IValue bias(DistanceBias bias, AttentionRows rows, int heads, NativeScope scope) {
        if (bias.isEmpty()) {
            return scope.nothing();
        }
        int count = rows.distances();
        return scope.list(scope.array(bias.from(rows.firstDistance(), count), heads, count));
    }

    private static IValue maps(VisibleKeys visible, NativeScope scope) {
        return scope.list(visible.blockSparse().stream()
                .map(each -> scope.array(each.map()))
                .toArray(PtNDArray[]::new));
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

    private IValue rotation(NativeScope scope) {
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

    private static IValue masks(List<Broadcast> masks, NativeScope scope) {
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
