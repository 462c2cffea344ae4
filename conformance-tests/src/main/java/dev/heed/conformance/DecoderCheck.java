package dev.heed.conformance;

import dev.heed.conformance.oracle.OracleDecoder;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A decoder with drawn weights, and what the oracle says about its rows. Any number of threads may ask. */
final class DecoderCheck {
    private final DecoderSpec spec;
    private final Map<String, Tensor> weights;
    private final OracleDecoder oracle;
    private final List<Known> known = new ArrayList<>();

    /** What the oracle said about a row; about all that it begins with, too. */
    private record Known(int[] tokens, double[][] memory, double[][] logits) {}

    DecoderCheck(Draw draw, DecoderSpec spec) {
        this(spec, draw.weights(spec.weightShapes()));
    }

    private DecoderCheck(DecoderSpec spec, Map<String, Tensor> weights) {
        this.spec = spec;
        this.weights = weights;
        this.oracle = new OracleDecoder(spec, weights);
    }

    /** The same decoder with its weights changed. */
    DecoderCheck with(UnaryOperator<Tensor> change) {
        Map<String, Tensor> changed = new LinkedHashMap<>(weights);
        changed.replaceAll((name, tensor) -> change.apply(tensor));
        return new DecoderCheck(spec, changed);
    }

    /** The same decoder with one of its weights changed. */
    DecoderCheck with(String weight, UnaryOperator<Tensor> change) {
        Map<String, Tensor> changed = new LinkedHashMap<>(weights);
        changed.computeIfPresent(weight, (name, tensor) -> change.apply(tensor));
        return new DecoderCheck(spec, changed);
    }

    DecoderSpec spec() {
        return spec;
    }

    Map<String, Tensor> weights() {
        return weights;
    }

    /** The decoder, unless the backend refuses it. */
    Decoder decoderOrRefusal(CaseRun run) {
        if (run.backend().supports(spec) instanceof Support.Unsupported refusal) {
            run.requireRefused(
                    refusal, () -> run.backend().decoder(spec, weights).close());
        }
        return run.backend().decoder(spec, weights);
    }

    /** Options for so many rows, with a memory of drawn lengths where the decoder has one. */
    SessionOptions options(Draw draw, int rows, int capacity) {
        if (spec.memoryWidth().isEmpty()) {
            return SessionOptions.of(rows, capacity);
        }
        int[] lengths = IntStream.range(0, rows).map(row -> draw.between(1, 7)).toArray();
        return SessionOptions.of(memory(draw, 7, lengths), capacity);
    }

    /** A drawn memory, padded to a length with NaN, which nobody is to read. */
    Memory memory(Draw draw, int padded, int... lengths) {
        int width = spec.memoryWidth().orElseThrow();
        float[] values = draw.normal(lengths.length, padded, width).toFloatArray();
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(values, (row * padded + lengths[row]) * width, (row + 1) * padded * width, Float.NaN);
        }
        return Memory.of(Tensor.of(Shape.of(lengths.length, padded, width), values))
                .withLengths(lengths);
    }

    /** The oracle's logits after each token of a row alone, from its first on; there may be more behind. */
    synchronized double[][] expected(OracleRow row) {
        int[] tokens = row.tokens();
        for (Known each : known) {
            boolean begins = tokens.length <= each.tokens.length
                    && Arrays.equals(each.tokens, 0, tokens.length, tokens, 0, tokens.length);
            if (each.memory == row.memory() && begins) {
                return each.logits;
            }
        }
        double[][] logits = oracle.logits(tokens, row.memory());
        known.add(new Known(tokens, row.memory(), logits));
        return logits;
    }

    /** K is the longest of the sums on the way: over a width, the tokens held, or the memory. */
    Tolerance tolerance(int tokens, int memoryLength) {
        TransformerSpec body = spec.body();
        return Tolerance.decoder(IntStream.of(
                        body.width(),
                        body.feedForwardWidth(),
                        body.heads() * body.headWidth(),
                        spec.memoryWidth().orElse(1),
                        tokens,
                        memoryLength)
                .max()
                .orElseThrow());
    }
}
