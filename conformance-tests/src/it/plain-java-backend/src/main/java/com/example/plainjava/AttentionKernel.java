package com.example.plainjava;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.ScoreStage;
import dev.heed.spi.AttentionCall;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Attention by the book (rule ATT-1), a query at a time. It keeps no state between calls (rule ATT-16). */
final class AttentionKernel {
    private final AttentionSpec spec;
    private final Parameters parameters;
    private final Rotation rotation;
    private final DistanceBiases biases;

    AttentionKernel(AttentionSpec spec, Parameters parameters) {
        this.spec = spec;
        this.parameters = parameters;
        this.rotation = new Rotation(spec.rope());
        this.biases = new DistanceBiases(spec, parameters);
    }

    AttentionResult apply(AttentionCall call) {
        return new Run(call).result();
    }

    /** One call. */
    private final class Run {
        private final AttentionCall call;
        private final MaskTensors masks;
        private final float[] query;
        private final float[] key;
        private final float[] value;
        private final float[] output;
        private final Optional<float[]> weights;
        private final Optional<float[]> scores;

        private Run(AttentionCall call) {
            AttentionInputs inputs = call.inputs();
            this.call = call;
            this.masks = new MaskTensors(call.visible());
            this.query = inputs.query().toFloatArray();
            this.key = inputs.key().toFloatArray();
            this.value = inputs.value().toFloatArray();
            this.output = zeros(call.outputShape());
            this.weights = spec.returnWeights() ? Optional.of(zeros(call.weightsShape())) : Optional.empty();
            this.scores = spec.returnScores().map(stage -> zeros(call.weightsShape()));
        }

        private static float[] zeros(Shape shape) {
            return new float[(int) shape.size()];
        }

        private AttentionResult result() {
            for (int b = 0; b < call.batch(); b++) {
                for (int h = 0; h < spec.heads(); h++) {
                    head(b, h);
                }
            }
            return new AttentionResult(
                    Tensor.of(call.outputShape(), output),
                    weights.map(each -> Tensor.of(call.weightsShape(), each)),
                    scores.map(each -> Tensor.of(call.weightsShape(), each)));
        }

        private void head(int b, int h) {
            int keyValueHead = h / (spec.heads() / spec.keyValueHeads());
            int firstKey = (b * spec.keyValueHeads() + keyValueHead) * call.keys();
            float[][] keys = new float[call.keys()][];
            for (int j = 0; j < keys.length; j++) {
                keys[j] = rotation.turn(vector(key, firstKey + j), call.keyPosition(b, j));
            }
            for (int i = 0; i < call.queries(); i++) {
                int row = (b * spec.heads() + h) * call.queries() + i;
                double[] masked = scores(b, h, i, row, keys);
                double[] weighed = Functions.softmax(masked);
                weights.ifPresent(each -> store(weighed, each, row));
                sumValues(masked, weighed, firstKey, row);
            }
        }

        private float[] vector(float[] all, int row) {
            return Arrays.copyOfRange(all, row * spec.headWidth(), (row + 1) * spec.headWidth());
        }

        /** Score, scale, soft cap, biases, masks; −∞ for the keys that the query does not see. */
        private double[] scores(int b, int h, int i, int row, float[][] keys) {
            float[] turned = rotation.turn(vector(query, row), call.queryPosition(b, i));
            ToDoubleFunction<float[]> compare = spec.score().match(new Scoring(parameters, h, turned));
            int position = call.visible().alignedPosition(b, i);
            double[] scaled = new double[keys.length];
            double[] capped = new double[keys.length];
            double[] masked = new double[keys.length];
            for (int j = 0; j < keys.length; j++) {
                double addend = masks.addend(b, h, i, j);
                boolean seen = addend != Double.NEGATIVE_INFINITY;
                if (seen || scores.isPresent()) { // scores before the masks are those of hidden keys too
                    scaled[j] = compare.applyAsDouble(keys[j]) * spec.effectiveScale();
                    capped[j] = cap(scaled[j]);
                }
                masked[j] = seen ? capped[j] + biases.at(h, j - position) + addend : addend;
            }
            spec.returnScores().ifPresent(stage -> store(at(stage, scaled, capped, masked), scores.get(), row));
            return masked;
        }

        private double cap(double score) {
            if (spec.softCap().isEmpty()) {
                return score;
            }
            double cap = spec.softCap().getAsDouble();
            return cap * Math.tanh(score / cap);
        }

        private static double[] at(ScoreStage stage, double[] scaled, double[] capped, double[] masked) {
            return switch (stage) {
                case SCALED -> scaled;
                case CAPPED -> capped;
                case MASKED -> masked;
            };
        }

        private void store(double[] ofQuery, float[] all, int row) {
            for (int j = 0; j < ofQuery.length; j++) {
                all[row * ofQuery.length + j] = (float) ofQuery[j];
            }
        }

        /** A hidden key is left out, not multiplied by 0: 0 · NaN would leak it (rule ATT-6). */
        private void sumValues(double[] masked, double[] weighed, int firstKey, int row) {
            int width = spec.valueWidth();
            double[] sum = new double[width];
            for (int j = 0; j < weighed.length; j++) {
                if (masked[j] != Double.NEGATIVE_INFINITY) {
                    for (int w = 0; w < width; w++) {
                        sum[w] += weighed[j] * value[(firstKey + j) * width + w];
                    }
                }
            }
            for (int w = 0; w < width; w++) {
                output[row * width + w] = (float) sum[w];
            }
        }
    }
}
