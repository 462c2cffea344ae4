package dev.heed.conformance.search;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.conformance.oracle.Reals;
import java.util.Arrays;

/**
 * What may hold anything at all, for nothing sees it (rule ATT-6).
 *
 * @param queries by row of the query, whether it stands past its entry's length
 * @param keys by row of the key, whether no query sees it
 */
record Excluded(boolean[] queries, boolean[] keys) {
    static Excluded of(AttentionProblem problem) {
        AttentionInputs inputs = problem.inputs();
        Reals scores = OracleAttention.of(problem.spec(), problem.weights())
                .apply(inputs)
                .scores(ScoreStage.MASKED);
        int batch = scores.shape().dim(0);
        int heads = scores.shape().dim(1);
        int longest = scores.shape().dim(2);
        int most = scores.shape().dim(3);
        int keyHeads = problem.spec().keyValueHeads();
        boolean[] queries = new boolean[batch * heads * longest];
        boolean[] keys = new boolean[batch * keyHeads * most];
        Arrays.fill(keys, true);
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                int keyHead = h / (heads / keyHeads);
                for (int i = 0; i < longest; i++) {
                    queries[(b * heads + h) * longest + i] =
                            !inputs.queryLengths().isEmpty()
                                    && i >= inputs.queryLengths().get(b);
                    for (int j = 0; j < most; j++) {
                        boolean hidden = scores.values()[scores.at(b, h, i, j)] == Double.NEGATIVE_INFINITY;
                        keys[(b * keyHeads + keyHead) * most + j] &= hidden;
                    }
                }
            }
        }
        return new Excluded(queries, keys);
    }

    boolean query(int row) {
        return queries[row];
    }

    boolean key(int row) {
        return keys[row];
    }
}
