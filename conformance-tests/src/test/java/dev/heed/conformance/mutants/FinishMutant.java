package dev.heed.conformance.mutants;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import java.util.Optional;

/** Takes the right scores, and goes wrong from the softmax on, unless it has to return scores itself. */
class FinishMutant extends Mutant {
    /** The weights of one query from its scores, −∞ where excluded. Right as it stands. */
    float[] softmax(float[] scores) {
        float max = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            max = Math.max(max, score);
        }
        float[] weights = new float[scores.length];
        if (max == Float.NEGATIVE_INFINITY) {
            return weights;
        }
        float sum = 0;
        for (int j = 0; j < scores.length; j++) {
            weights[j] = (float) Math.exp(scores[j] - max);
            sum += weights[j];
        }
        for (int j = 0; j < scores.length; j++) {
            weights[j] /= sum;
        }
        return weights;
    }

    /** Whether a key takes part in the weighted sum. Right as it stands. */
    boolean takesPart(float score) {
        return score != Float.NEGATIVE_INFINITY;
    }

    @Override
    AttentionSpec change(AttentionSpec spec) {
        return spec.returnScores().isPresent()
                ? spec
                : spec.toBuilder().returnScores(ScoreStage.MASKED).build();
    }

    @Override
    AttentionOutput change(AttentionSpec spec, AttentionInputs inputs, AttentionOutput output) {
        if (spec.returnScores().isPresent()) {
            return output;
        }
        Reals scores = Reals.of(output.scores().orElseThrow());
        Reals value = Reals.of(inputs.value());
        Reals weights = Reals.zeros(scores.shape());
        Reals sums = Reals.zeros(output.output().shape());
        int group = spec.heads() / spec.keyValueHeads();
        Shape shape = scores.shape();
        for (int b = 0; b < shape.dim(0); b++) {
            for (int h = 0; h < shape.dim(1); h++) {
                for (int i = 0; i < shape.dim(2); i++) {
                    float[] row = new float[shape.dim(3)];
                    for (int j = 0; j < row.length; j++) {
                        row[j] = (float) scores.values()[scores.at(b, h, i, j)];
                    }
                    float[] p = softmax(row);
                    for (int j = 0; j < row.length; j++) {
                        weights.values()[weights.at(b, h, i, j)] = p[j];
                        for (int w = 0; w < spec.valueWidth() && takesPart(row[j]); w++) {
                            sums.values()[sums.at(b, h, i, w)] += p[j] * value.values()[value.at(b, h / group, j, w)];
                        }
                    }
                }
            }
        }
        return new AttentionOutput(
                sums.toTensor(),
                spec.returnWeights() ? Optional.of(weights.toTensor()) : Optional.empty(),
                Optional.empty(),
                output.execution());
    }
}
