package dev.heed.conformance.mutants;

import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** Flaws of the attention pipeline. */
final class AttentionMutants {
    private AttentionMutants() {}

    static List<Flaw> all() {
        return List.of(
                new Flaw("mask polarity flipped", "ATT-4", () -> new MaskMutant(new FlippedAllowed())),
                new Flaw("mask ignored for the last head", "ATT-4", () -> new MaskMutant(new LastHeadSeesAll())),
                new Flaw("additive mask halved", "ATT-5", () -> new MaskMutant(new HalvedAdditive())),
                new Flaw("causal aligned top-left", "ATT-7", () -> new MaskMutant(new TopLeft())),
                new Flaw("own lengths not counted in the alignment", "ATT-7", PaddedAlignment::new),
                new Flaw("window exclusive on the left", "ATT-8", () -> new MaskMutant(new ExclusiveWindow())),
                new Flaw("key lengths ignored", "ATT-9", () -> new MaskMutant(new NoLengths())),
                new Flaw("key lengths off by one", "ATT-9", () -> new MaskMutant(new LongerLengths())),
                new Flaw("only the first of several masks", "ATT-10", () -> new MaskMutant(new FirstMaskOnly())),
                new Flaw("block map ignored", "ATT-13", () -> new MaskMutant(new NoPatterns())),
                new Flaw("block map of the first head for all", "ATT-13", () -> new MaskMutant(new FirstHeadsBlocks())),
                new Flaw(
                        "the last of an odd number of blocks not seen",
                        "ATT-13",
                        () -> new MaskMutant(new NoLastOddBlock())),
                new Flaw("one global position too few", "ATT-13", () -> new MaskMutant(new FewerGlobals())),
                new Flaw("a pattern's window exclusive", "ATT-13", () -> new MaskMutant(new NarrowLocal())),
                new Flaw(
                        "scale 1/D",
                        "ATT-2",
                        () -> spec(s -> s.scale().isPresent()
                                ? s
                                : s.toBuilder().scale(1.0 / s.headWidth()).build())),
                new Flaw(
                        "given scale besides the default one",
                        "ATT-2",
                        () -> spec(s -> s.scale().isEmpty()
                                ? s
                                : s.toBuilder()
                                        .scale(s.scale().getAsDouble()
                                                * s.score().defaultScale(s.headWidth()))
                                        .build())),
                new Flaw(
                        "dot for cosine",
                        "ATT-2",
                        () -> spec(s -> s.score() instanceof Score.Cosine
                                ? s.toBuilder().score(new Score.Dot()).build()
                                : s)),
                new Flaw("soft cap forgotten", "ATT-1", () -> spec(AttentionMutants::withoutCap)),
                new Flaw("soft cap after bias and mask", "ATT-1", CapAtTheEnd::new),
                new Flaw("heads grouped by remainder", "ATT-11", GroupsByRemainder::new),
                new Flaw("softmax without maximum", "ATT-3", NoMaximum::new),
                new Flaw("NaN for rows with nothing to see", "ATT-6", NanForEmpty::new),
                new Flaw("excluded values times 0", "ATT-6", ZeroTimesValue::new),
                new Flaw("weights before the mask", "ATT-14", WeightsBeforeTheMask::new),
                new Flaw("ALiBi with the other sign", "ATT-12", () -> spec(s -> biases(s, new OtherSign()))),
                new Flaw("T5 buckets one-sided", "ATT-12", () -> spec(s -> biases(s, new OneSided()))),
                new Flaw("bias forgotten", "ATT-12", () -> spec(s -> biases(s, new NoAlibi()))),
                new Flaw(
                        "rotary pairing swapped",
                        "ATT-18",
                        () -> spec(s -> rope(
                                s,
                                rope -> new Rope(
                                        rope.pairing() == Rope.Pairing.HALF
                                                ? Rope.Pairing.INTERLEAVED
                                                : Rope.Pairing.HALF,
                                        rope.base(),
                                        rope.rotaryWidth())))),
                new Flaw(
                        "rotary base fixed at 10,000",
                        "ATT-18",
                        () -> spec(s -> rope(s, rope -> new Rope(rope.pairing(), 10_000, rope.rotaryWidth())))),
                new Flaw(
                        "rotary over the whole width",
                        "ATT-18",
                        () -> spec(s -> rope(s, rope -> new Rope(rope.pairing(), rope.base(), s.headWidth() / 2 * 2)))),
                new Flaw("rotary positions off by one for queries", "ATT-18", PositionsOffByOne::new),
                new Flaw("query lengths ignored", "ATT-17", NoQueryLengths::new),
                new Flaw("wrong unless the width is a multiple of 8", "ATT-1", WrongForOddWidths::new),
                new Flaw("wrong past 1,024 keys", "ATT-1", WrongPast1024::new),
                new Flaw("bfloat16 inside", "ATT-1", LowerPrecision::new));
    }

    private static Mutant spec(UnaryOperator<AttentionSpec> change) {
        return new Mutant() {
            @Override
            AttentionSpec change(AttentionSpec spec) {
                return change.apply(spec);
            }
        };
    }

    private static AttentionSpec withoutCap(AttentionSpec s) {
        return new AttentionSpec(
                s.heads(),
                s.keyValueHeads(),
                s.headWidth(),
                s.valueWidth(),
                s.score(),
                s.scale(),
                OptionalDouble.empty(),
                s.biases(),
                s.mask(),
                s.rope(),
                s.returnWeights(),
                s.returnScores(),
                s.precision());
    }

    private static AttentionSpec biases(AttentionSpec s, Bias.Cases<Bias> change) {
        List<Bias> biases = s.biases().stream().map(each -> each.match(change)).toList();
        return new AttentionSpec(
                s.heads(),
                s.keyValueHeads(),
                s.headWidth(),
                s.valueWidth(),
                s.score(),
                s.scale(),
                s.softCap(),
                biases,
                s.mask(),
                s.rope(),
                s.returnWeights(),
                s.returnScores(),
                s.precision());
    }

    private static AttentionSpec rope(AttentionSpec s, UnaryOperator<Rope> change) {
        return s.rope()
                .map(rope -> s.toBuilder().rope(change.apply(rope)).build())
                .orElse(s);
    }

    private static final class FlippedAllowed extends ChangedMask {
        @Override
        public Mask allowed(Mask.Allowed mask) {
            boolean[] flipped = mask.allowed().toBooleanArray();
            for (int i = 0; i < flipped.length; i++) {
                flipped[i] = !flipped[i];
            }
            return Mask.allowed(Tensor.of(mask.allowed().shape(), flipped));
        }
    }

    private static final class LastHeadSeesAll extends ChangedMask {
        @Override
        public Mask allowed(Mask.Allowed mask) {
            Shape shape = mask.allowed().shape();
            if (shape.rank() < 3 || shape.dim(-3) == 1) {
                return mask;
            }
            boolean[] allowed = mask.allowed().toBooleanArray();
            int square = shape.dim(-1) * shape.dim(-2);
            for (int i = 0; i < allowed.length; i++) {
                allowed[i] |= i / square % shape.dim(-3) == shape.dim(-3) - 1;
            }
            return Mask.allowed(Tensor.of(shape, allowed));
        }
    }

    private static final class HalvedAdditive extends ChangedMask {
        @Override
        public Mask additive(Mask.Additive mask) {
            return Mask.additive(Tensors.map(mask.addend(), (i, value) -> value / 2));
        }
    }

    private static final class TopLeft extends ChangedMask {
        @Override
        public Mask causal(Mask.Causal mask) {
            return new Mask.Causal(Alignment.TOP_LEFT);
        }
    }

    private static final class ExclusiveWindow extends ChangedMask {
        @Override
        public Mask window(Mask.Window mask) {
            boolean exact = mask.left() == 0 || mask.left() == Mask.UNBOUNDED;
            return new Mask.Window(exact ? mask.left() : mask.left() - 1, mask.right(), mask.alignment());
        }
    }

    private static final class NoLengths extends ChangedMask {
        @Override
        public Mask keyLengths(Mask.KeyLengths mask) {
            return Mask.none();
        }
    }

    private static final class LongerLengths extends ChangedMask {
        @Override
        public Mask keyLengths(Mask.KeyLengths mask) {
            int longest = mask.lengths().stream().mapToInt(each -> each).max().orElse(0);
            return new Mask.KeyLengths(mask.lengths().stream()
                    .map(each -> Math.min(each + 1, longest))
                    .toList());
        }
    }

    private static final class FirstMaskOnly extends ChangedMask {
        @Override
        public Mask all(Mask.All mask) {
            return mask.masks().isEmpty() ? mask : mask.masks().get(0);
        }
    }

    private static final class FirstHeadsBlocks extends ChangedMask {
        @Override
        public Mask blockSparse(Mask.BlockSparse mask) {
            int rows = mask.map().shape().dim(1);
            int columns = mask.map().shape().dim(2);
            boolean[] first = Arrays.copyOf(mask.map().toBooleanArray(), rows * columns);
            return new Mask.BlockSparse(mask.blockSize(), Tensor.of(Shape.of(1, rows, columns), first));
        }
    }

    /** Blocks are taken in pairs, and one is left over. */
    private static final class NoLastOddBlock extends ChangedMask {
        @Override
        public Mask blockSparse(Mask.BlockSparse mask) {
            int columns = mask.map().shape().dim(2);
            boolean[] seen = mask.map().toBooleanArray();
            for (int i = 0; i < seen.length; i++) {
                seen[i] &= columns % 2 == 0 || i % columns < columns - 1;
            }
            return new Mask.BlockSparse(mask.blockSize(), Tensor.of(mask.map().shape(), seen));
        }
    }

    private static final class FewerGlobals extends ChangedMask {
        @Override
        public Mask globalLocal(Mask.GlobalLocal mask) {
            int count = Math.max(0, mask.globals().size() - 1);
            return new Mask.GlobalLocal(
                    mask.left(), mask.right(), mask.globals().subList(0, count));
        }
    }

    private static final class NarrowLocal extends ChangedMask {
        @Override
        public Mask globalLocal(Mask.GlobalLocal mask) {
            return new Mask.GlobalLocal(Math.max(0, mask.left() - 1), mask.right(), mask.globals());
        }
    }

    private static final class NoPatterns extends ChangedMask {
        @Override
        public Mask blockSparse(Mask.BlockSparse mask) {
            return Mask.none();
        }
    }

    /** Masks with own lengths, aligned as if all were Tk long: top-left shifted by Tk − Tq. */
    private static final class PaddedAlignment extends Mutant {
        @Override
        AttentionSpec change(AttentionSpec spec) {
            return spec.toBuilder().mask(Mask.none()).build();
        }

        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            int shift = inputs.key().shape().dim(2) - inputs.query().shape().dim(2);
            Mask all = spec.mask().and(inputs.mask());
            return withMask(inputs, all.match(new ChangedMask() {
                @Override
                public Mask causal(Mask.Causal mask) {
                    return shift < 0 || mask.alignment() == Alignment.TOP_LEFT
                            ? mask
                            : new Mask.Window(Mask.UNBOUNDED, shift, Alignment.TOP_LEFT);
                }
            }));
        }
    }

    private static AttentionInputs withMask(AttentionInputs inputs, Mask mask) {
        return new AttentionInputs(
                inputs.query(),
                inputs.key(),
                inputs.value(),
                mask,
                inputs.queryLengths(),
                inputs.queryPositions(),
                inputs.keyPositions());
    }

    private static final class CapAtTheEnd extends FinishMutant {
        private double cap;

        @Override
        AttentionSpec change(AttentionSpec spec) {
            cap = spec.softCap().orElse(0);
            return super.change(withoutCap(spec));
        }

        @Override
        float[] softmax(float[] scores) {
            float[] capped = scores.clone();
            for (int j = 0; j < capped.length && cap > 0; j++) {
                capped[j] = (float) (cap * Math.tanh(capped[j] / cap));
            }
            return super.softmax(capped);
        }
    }

    private static final class GroupsByRemainder extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            return new AttentionInputs(
                    inputs.query(),
                    spread(spec, inputs.key()),
                    spread(spec, inputs.value()),
                    inputs.mask(),
                    inputs.queryLengths(),
                    inputs.queryPositions(),
                    inputs.keyPositions());
        }

        @Override
        AttentionSpec change(AttentionSpec spec) {
            return spec.toBuilder().keyValueHeads(spec.heads()).build();
        }

        /** A key/value head for each query head, h % keyValueHeads in place of h / group. */
        private static Tensor spread(AttentionSpec spec, Tensor tensor) {
            Reals from = Reals.of(tensor);
            int length = tensor.shape().dim(2);
            int width = tensor.shape().dim(3);
            Reals to = Reals.zeros(Shape.of(tensor.shape().dim(0), spec.heads(), length, width));
            for (int b = 0; b < tensor.shape().dim(0); b++) {
                for (int h = 0; h < spec.heads(); h++) {
                    int source = from.at(b, h % spec.keyValueHeads(), 0, 0);
                    System.arraycopy(from.values(), source, to.values(), to.at(b, h, 0, 0), length * width);
                }
            }
            return to.toTensor();
        }
    }

    private static final class NoMaximum extends FinishMutant {
        @Override
        float[] softmax(float[] scores) {
            float sum = 0;
            float[] weights = new float[scores.length];
            for (int j = 0; j < scores.length; j++) {
                weights[j] = (float) Math.exp(scores[j]);
                sum += weights[j];
            }
            for (int j = 0; j < scores.length && sum > 0; j++) {
                weights[j] /= sum;
            }
            return weights;
        }
    }

    private static final class NanForEmpty extends FinishMutant {
        @Override
        float[] softmax(float[] scores) {
            float[] weights = super.softmax(scores);
            float sum = 0;
            for (float weight : weights) {
                sum += weight;
            }
            if (sum == 0) {
                Arrays.fill(weights, Float.NaN);
            }
            return weights;
        }
    }

    private static final class ZeroTimesValue extends FinishMutant {
        @Override
        boolean takesPart(float score) {
            return true;
        }
    }

    private static final class WeightsBeforeTheMask extends FinishMutant {
        @Override
        AttentionOutput change(AttentionSpec spec, AttentionInputs inputs, AttentionOutput output) {
            AttentionOutput right = super.change(spec, inputs, output);
            Optional<Tensor> uniform = right.weights()
                    .map(weights -> Tensors.map(
                            weights,
                            (i, value) -> 1f / Math.max(1, weights.shape().dim(3))));
            return new AttentionOutput(right.output(), uniform, right.scores(), right.execution());
        }
    }

    private static class SameBias implements Bias.Cases<Bias> {
        @Override
        public Bias alibi(Bias.Alibi alibi) {
            return alibi;
        }

        @Override
        public Bias relativeBuckets(Bias.RelativeBuckets table) {
            return table;
        }

        @Override
        public Bias relativeOffsets(Bias.RelativeOffsets table) {
            return table;
        }
    }

    private static final class OtherSign extends SameBias {
        @Override
        public Bias alibi(Bias.Alibi alibi) {
            return new Bias.Alibi(alibi.slopes().stream().map(each -> -each).toList());
        }
    }

    private static final class NoAlibi extends SameBias {
        @Override
        public Bias alibi(Bias.Alibi alibi) {
            return new Bias.Alibi(alibi.slopes().stream().map(each -> 0.0).toList());
        }
    }

    private static final class OneSided extends SameBias {
        @Override
        public Bias relativeBuckets(Bias.RelativeBuckets table) {
            return new Bias.RelativeBuckets(table.buckets(), Math.max(table.maxDistance(), table.buckets()), false);
        }
    }

    private static final class PositionsOffByOne extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            int queries = inputs.query().shape().dim(2);
            int keys = inputs.key().shape().dim(2);
            if (inputs.queryPositions().isPresent()) {
                return inputs;
            }
            int[] ofQueries = new int[queries];
            Arrays.setAll(ofQueries, i -> i + keys - queries + 1);
            int[] ofKeys = new int[keys];
            Arrays.setAll(ofKeys, j -> j);
            return inputs.withPositions(Tensor.of(Shape.of(queries), ofQueries), Tensor.of(Shape.of(keys), ofKeys));
        }
    }

    private static final class NoQueryLengths extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            return new AttentionInputs(
                    inputs.query(),
                    inputs.key(),
                    inputs.value(),
                    inputs.mask(),
                    List.of(),
                    inputs.queryPositions(),
                    inputs.keyPositions());
        }
    }

    private static final class WrongForOddWidths extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            int tail = spec.headWidth() % 8;
            int width = spec.headWidth();
            Tensor query = Tensors.map(inputs.query(), (i, value) -> i % width >= width - tail ? 0 : value);
            return new AttentionInputs(
                    query,
                    inputs.key(),
                    inputs.value(),
                    inputs.mask(),
                    inputs.queryLengths(),
                    inputs.queryPositions(),
                    inputs.keyPositions());
        }
    }

    private static final class WrongPast1024 extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            int keys = inputs.key().shape().dim(2);
            if (keys <= 1024) {
                return inputs;
            }
            int[] lengths = new int[inputs.key().shape().dim(0)];
            Arrays.fill(lengths, 1024);
            return inputs.withMask(Mask.keyLengths(lengths));
        }
    }

    private static final class LowerPrecision extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            return new AttentionInputs(
                    inputs.query().to(DType.BFLOAT16).to(DType.FLOAT32),
                    inputs.key().to(DType.BFLOAT16).to(DType.FLOAT32),
                    inputs.value().to(DType.BFLOAT16).to(DType.FLOAT32),
                    inputs.mask(),
                    inputs.queryLengths(),
                    inputs.queryPositions(),
                    inputs.keyPositions());
        }
    }
}
