package com.example.plainjava;

import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import java.util.List;

/** What is added to a score by the distance of key and query (rule ATT-12). */
final class DistanceBiases {
    private final List<Bias> biases;
    private final int heads;
    private final Parameters parameters;

    DistanceBiases(AttentionSpec spec, Parameters parameters) {
        this.biases = spec.biases();
        this.heads = spec.heads();
        this.parameters = parameters;
    }

    /** The sum for query head h. The distance is the key's index less the query's aligned position. */
    double at(int h, int distance) {
        double sum = 0;
        for (int n = 0; n < biases.size(); n++) {
            String table = "bias." + n + ".weight";
            sum += biases.get(n).match(new Bias.Cases<Double>() {
                @Override
                public Double alibi(Bias.Alibi bias) {
                    return -bias.slopes().get(h) * Math.abs((double) distance);
                }

                @Override
                public Double relativeBuckets(Bias.RelativeBuckets bias) {
                    return row(bias.bucket(distance));
                }

                @Override
                public Double relativeOffsets(Bias.RelativeOffsets bias) {
                    return row(bias.row(distance));
                }

                private double row(int row) {
                    return parameters.get(table)[row * heads + h];
                }
            });
        }
        return sum;
    }
}
