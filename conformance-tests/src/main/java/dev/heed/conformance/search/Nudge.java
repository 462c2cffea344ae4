package dev.heed.conformance.search;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Moves numbers to a neighbouring float, up or down at random; what is not finite stays. */
final class Nudge implements Mask.Cases<Mask>, Bias.Cases<Bias> {
    private final SplittableRandom random;

    Nudge(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Tensor tensor(Tensor tensor) {
        if (tensor.dtype() != DType.FLOAT32) {
            return tensor;
        }
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (Float.isFinite(values[i])) {
                values[i] = random.nextBoolean() ? Math.nextUp(values[i]) : Math.nextDown(values[i]);
            }
        }
        return Tensor.of(tensor.shape(), values);
    }

    Map<String, Tensor> tensors(Map<String, Tensor> tensors) {
        Map<String, Tensor> moved = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> moved.put(name, tensor(tensor)));
        return moved;
    }

    /** The numbers of a spec itself, as a backend rounds them. */
    AttentionSpec spec(AttentionSpec spec) {
        return new AttentionSpec(
                spec.heads(),
                spec.keyValueHeads(),
                spec.headWidth(),
                spec.valueWidth(),
                spec.score(),
                OptionalDouble.of(number(spec.effectiveScale())),
                spec.softCap().isPresent()
                        ? OptionalDouble.of(number(spec.softCap().getAsDouble()))
                        : OptionalDouble.empty(),
                spec.biases().stream().map(each -> each.match(this)).toList(),
                spec.mask().match(this),
                spec.rope(),
                spec.returnWeights(),
                spec.returnScores(),
                spec.precision());
    }

    /** A number of the spec, or a score on its way, rounded to another float. */
    double number(double number) {
        return number * (1 + (random.nextBoolean() ? 1 : -1) * 2 * DType.FLOAT32.unitRoundoff());
    }

    @Override
    public Bias alibi(Bias.Alibi bias) {
        List<Double> slopes = bias.slopes().stream().map(this::number).toList();
        return new Bias.Alibi(slopes);
    }

    @Override
    public Bias relativeBuckets(Bias.RelativeBuckets bias) {
        return bias;
    }

    @Override
    public Bias relativeOffsets(Bias.RelativeOffsets bias) {
        return bias;
    }

    @Override
    public Mask none(Mask.None mask) {
        return mask;
    }

    @Override
    public Mask causal(Mask.Causal mask) {
        return mask;
    }

    @Override
    public Mask window(Mask.Window mask) {
        return mask;
    }

    @Override
    public Mask keyLengths(Mask.KeyLengths mask) {
        return mask;
    }

    @Override
    public Mask allowed(Mask.Allowed mask) {
        return mask;
    }

    @Override
    public Mask additive(Mask.Additive mask) {
        return new Mask.Additive(tensor(mask.addend()));
    }

    @Override
    public Mask globalLocal(Mask.GlobalLocal mask) {
        return mask;
    }

    @Override
    public Mask blockSparse(Mask.BlockSparse mask) {
        return mask;
    }

    @Override
    public Mask all(Mask.All mask) {
        return new Mask.All(mask.masks().stream().map(each -> each.match(this)).toList());
    }
}
