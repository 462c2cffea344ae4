package dev.heed.conformance;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** Runs one attention on a backend and on the oracle, and compares all that comes out. */
record AttentionCheck(AttentionSpec spec, Map<String, Tensor> weights, AttentionInputs inputs)
        implements ConformanceCase.Check {

    @Override
    public void run(CaseRun run) {
        output(run);
    }

    /** The output of the backend, once it has been found right. */
    AttentionOutput output(CaseRun run) {
        AttentionOutput output = attentionOrRefusal(run).apply(inputs);
        OracleAttention.Result expected = OracleAttention.of(spec, weights).apply(inputs);
        Tolerance tolerance = tolerance();
        String of = " for query " + inputs.query().shape() + ", key "
                + inputs.key().shape() + ", value " + inputs.value().shape() + ":";
        run.requireClose("output" + of, expected.output(), output.output(), tolerance);
        run.require(output.weights().isPresent() == spec.returnWeights(), "weights are returned when asked for");
        output.weights().ifPresent(actual -> run.requireClose("weights" + of, expected.weights(), actual, tolerance));
        run.require(
                output.scores().isPresent() == spec.returnScores().isPresent(), "scores are returned when asked for");
        spec.returnScores()
                .ifPresent(stage -> run.requireClose(
                        "scores " + stage,
                        expected.scores(stage),
                        output.scores().orElseThrow(),
                        tolerance));
        run.require(
                output.execution().backend().equals(run.backend().id())
                        && output.execution().precision() == spec.precision(),
                "SPI-5: the result says what ran, got " + output.execution());
        return output;
    }

    /** The attention, unless the backend refuses it, with or without the call's own mask. */
    private Attention attentionOrRefusal(CaseRun run) {
        if (run.backend().supports(spec) instanceof Support.Unsupported refusal) {
            run.requireRefused(refusal, () -> run.backend().attention(spec, weights));
        }
        AttentionSpec whole =
                spec.toBuilder().mask(spec.mask().and(inputs.mask())).build();
        Attention attention = run.backend().attention(spec, weights);
        if (run.backend().supports(whole) instanceof Support.Unsupported refusal) {
            run.requireRefused(refusal, () -> attention.apply(inputs));
        }
        return attention;
    }

    /** K is the longest of the sums on the way: over the head's width, over the keys, or inside the score. */
    private Tolerance tolerance() {
        int hidden = spec.score() instanceof Score.Additive additive ? additive.hiddenWidth() : 1;
        int keys = inputs.key().shape().dim(2);
        return Tolerance.attention(Math.max(Math.max(spec.headWidth(), keys), hidden));
    }
}
