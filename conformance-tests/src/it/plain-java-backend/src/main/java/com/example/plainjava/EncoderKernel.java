package com.example.plainjava;

import dev.heed.Execution;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.EncoderCall;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A Transformer encoder (rule ENC-2). Between layers a state is a row for each token of each sequence, padding left out
 * (rule ENC-3); attention gets [batch, heads, length, headWidth] with the lengths, and sorts out the rest.
 */
final class EncoderKernel {
    private final TransformerSpec spec;
    private final Parameters parameters;

    EncoderKernel(TransformerSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
    }

    EncoderOutput encode(EncoderCall call, Execution execution) {
        return new Run(call).output(execution);
    }

    /** A token: which sequence, and where in it. */
    private record Place(int b, int t) {}

    /** One call. */
    private final class Run {
        private final EncoderCall call;
        private final List<Place> places = new ArrayList<>();
        private final int[] lengths;
        private final List<Tensor> hiddenStates = new ArrayList<>();
        private final List<Tensor> attentionWeights = new ArrayList<>();

        private Run(EncoderCall call) {
            this.call = call;
            this.lengths = new int[call.batch()];
            Arrays.setAll(lengths, call::length);
            for (int b = 0; b < call.batch(); b++) {
                for (int t = 0; t < lengths[b]; t++) {
                    places.add(new Place(b, t));
                }
            }
        }

        private EncoderOutput output(Execution execution) {
            float[][] x = embed();
            keepHidden(x);
            for (int n = 0; n < spec.layers(); n++) {
                x = layer("layer." + n + ".", x);
                keepHidden(x);
            }
            float[][] states = spec.finalNorm() ? normalise("final.norm", x) : x;
            return new EncoderOutput(padded(states), hiddenStates, attentionWeights, execution);
        }

        private void keepHidden(float[][] x) {
            if (call.inputs().hiddenStates()) {
                hiddenStates.add(padded(x));
            }
        }

        /** [batch, length, width], zeros at padding. */
        private Tensor padded(float[][] rows) {
            float[] all = new float[(int) call.statesShape().size()];
            for (int r = 0; r < rows.length; r++) {
                Place place = places.get(r);
                int at = (place.b() * call.length() + place.t()) * spec.width();
                System.arraycopy(rows[r], 0, all, at, spec.width());
            }
            return Tensor.of(call.statesShape(), all);
        }

        private float[][] embed() {
            PositionRows positions = new PositionRows(parameters, spec.width());
            float[][] x = new float[places.size()][];
            float[] features = spec.embeddings().isPresent()
                    ? new float[0]
                    : call.inputs().input().toFloatArray();
            for (int r = 0; r < x.length; r++) {
                Place place = places.get(r);
                int index = place.b() * call.length() + place.t();
                float[] row = spec.embeddings()
                        .map(embeddings -> token(embeddings, index))
                        .orElseGet(() -> row(features, index));
                x[r] = plus(row, spec.positions().match(positions.at(place.t())));
            }
            boolean normed = spec.embeddings().map(Embeddings::norm).orElse(false);
            return normed ? normalise("embedding.norm", x) : x;
        }

        private float[] token(Embeddings embeddings, int index) {
            float[] row = row(parameters.get("embedding.token.weight"), call.tokens()[index]);
            for (int w = 0; w < row.length; w++) {
                row[w] *= (float) embeddings.scale();
            }
            return embeddings.segments() == 0
                    ? row
                    : plus(row, row(parameters.get("embedding.segment.weight"), call.segments()[index]));
        }

        private float[] row(float[] table, int index) {
            return Arrays.copyOfRange(table, index * spec.width(), (index + 1) * spec.width());
        }

        private float[][] layer(String name, float[][] x) {
            float[][] attended = block(x, name + "attention.norm", y -> attend(name + "attention.", y));
            return block(attended, name + "feedForward.norm", y -> feedForward(name + "feedForward.", y));
        }

        /** A block with its residual and its norm, before or after. */
        private float[][] block(float[][] x, String norm, UnaryOperator<float[][]> block) {
            if (spec.placement() == NormPlacement.PRE) {
                return plus(x, block.apply(normalise(norm, x)));
            }
            return normalise(norm, plus(x, block.apply(x)));
        }

        private float[][] attend(String name, float[][] x) {
            AttentionSpec attention = spec.attention().toBuilder()
                    .returnWeights(call.inputs().attentionWeights())
                    .build();
            AttentionInputs inputs = AttentionInputs.of(
                            heads(linear(name + "query", x), spec.heads()),
                            heads(linear(name + "key", x), spec.keyValueHeads()),
                            heads(linear(name + "value", x), spec.keyValueHeads()))
                    .withMask(Mask.keyLengths(lengths))
                    .withQueryLengths(lengths);
            AttentionResult result = new AttentionKernel(attention, parameters.renamed(names(attention, name)))
                    .apply(AttentionCall.check(attention, inputs));
            result.weights().ifPresent(attentionWeights::add);
            return linear(name + "output", joined(result.output().toFloatArray()));
        }

        /** What the attention calls its parameters, and what this encoder does. */
        private Map<String, String> names(AttentionSpec attention, String prefix) {
            Map<String, String> names = new HashMap<>();
            for (String name : attention.weightShapes().keySet()) {
                names.put(name, name.equals("bias.0.weight") ? "attention.bias.weight" : prefix + name);
            }
            return names;
        }

        /** Rows [heads · headWidth] as [batch, heads, length, headWidth]. */
        private Tensor heads(float[][] rows, int heads) {
            Shape shape = Shape.of(call.batch(), heads, call.length(), spec.headWidth());
            float[] all = new float[(int) shape.size()];
            for (int r = 0; r < rows.length; r++) {
                for (int h = 0; h < heads; h++) {
                    System.arraycopy(rows[r], h * spec.headWidth(), all, at(places.get(r), h, heads), spec.headWidth());
                }
            }
            return Tensor.of(shape, all);
        }

        private float[][] joined(float[] all) {
            float[][] rows = new float[places.size()][spec.heads() * spec.headWidth()];
            for (int r = 0; r < rows.length; r++) {
                for (int h = 0; h < spec.heads(); h++) {
                    int from = at(places.get(r), h, spec.heads());
                    System.arraycopy(all, from, rows[r], h * spec.headWidth(), spec.headWidth());
                }
            }
            return rows;
        }

        private int at(Place place, int h, int heads) {
            return ((place.b() * heads + h) * call.length() + place.t()) * spec.headWidth();
        }

        private float[][] feedForward(String name, float[][] x) {
            float[][] up = linear(name + "up", x);
            boolean gated = spec.activation().gated();
            float[][] gate = gated ? linear(name + "gate", x) : up;
            for (int r = 0; r < x.length; r++) {
                for (int w = 0; w < spec.feedForwardWidth(); w++) {
                    double activated = Functions.activation(spec.activation(), gate[r][w]);
                    up[r][w] = (float) (gated ? activated * up[r][w] : activated);
                }
            }
            return linear(name + "down", up);
        }
    }

    private float[][] linear(String name, float[][] x) {
        return rows(x, row -> parameters.linear(name, row));
    }

    private float[][] normalise(String name, float[][] x) {
        float[] weight = parameters.get(name + ".weight");
        float[] bias = parameters.biasOrZeros(name, spec.width());
        return rows(x, row -> Functions.normalise(spec.norm(), weight, bias, row));
    }

    private static float[][] rows(float[][] x, UnaryOperator<float[]> change) {
        float[][] y = new float[x.length][];
        Arrays.setAll(y, r -> change.apply(x[r]));
        return y;
    }

    private static float[][] plus(float[][] a, float[][] b) {
        float[][] sum = new float[a.length][];
        Arrays.setAll(sum, r -> plus(a[r], b[r]));
        return sum;
    }

    private static float[] plus(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int w = 0; w < sum.length; w++) {
            sum[w] += b[w];
        }
        return sum;
    }
}
