package dev.heed.conformance.oracle;

import dev.heed.attention.Bias;

/**
 * What one bias adds to the score of query head h at a distance j − p (rule ATT-12).
 *
 * @param table the learned table; not read by ALiBi
 */
record OracleBias(Reals table, int h, int distance) implements Bias.Cases<Double> {
    @Override
    public Double alibi(Bias.Alibi alibi) {
        return -alibi.slopes().get(h) * Math.abs(distance);
    }

    @Override
    public Double relativeBuckets(Bias.RelativeBuckets buckets) {
        return inTable(t5Bucket(buckets));
    }

    @Override
    public Double relativeOffsets(Bias.RelativeOffsets offsets) {
        int most = offsets.maxDistance();
        return inTable(Math.max(-most, Math.min(most, distance)) + most);
    }

    private double inTable(int row) {
        return table.values()[row * table.shape().dim(1) + h];
    }

    /** The function of section 2.1 of Raffel et al., 2020, as their code has it. */
    private int t5Bucket(Bias.RelativeBuckets spec) {
        int buckets = spec.buckets();
        int bucket = 0;
        int behind = -distance;
        if (spec.bidirectional()) {
            buckets /= 2;
            bucket = behind < 0 ? buckets : 0;
            behind = Math.abs(behind);
        } else {
            behind = Math.max(behind, 0);
        }
        int exact = buckets / 2;
        if (behind < exact) {
            return bucket + behind;
        }
        double share = Math.log(behind / (double) exact) / Math.log(spec.maxDistance() / (double) exact);
        return bucket + Math.min(buckets - 1, exact + (int) (share * (buckets - exact)));
    }
}
