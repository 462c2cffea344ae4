package dev.heed.conformance.search;

import dev.heed.Backend;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of one attention.
 *
 * @param sown the code of its tensors
 */
record AttentionProblem(AttentionSpec spec, Map<String, Tensor> weights, AttentionInputs inputs, Sown sown)
        implements Problem {

    @Override
    public Verdict judge(Backend backend) {
        return Judge.judge(() -> run(backend), this::judge, backend);
    }

    private Judge.Outputs run(Backend backend) {
        Judge.requireRefused(backend.supports(spec), () -> backend.attention(spec, weights));
        AttentionSpec whole =
                spec.toBuilder().mask(spec.mask().and(inputs.mask())).build();
        Attention attention = backend.attention(spec, weights);
        Judge.requireRefused(backend.supports(whole), () -> attention.apply(inputs));
        AttentionOutput output = attention.apply(inputs);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("output", output.output());
        output.weights().ifPresent(tensor -> outputs.put("weights", tensor));
        output.scores().ifPresent(tensor -> outputs.put("scores", tensor));
        return new Judge.Outputs(outputs, output.execution());
    }

    private Judge judge() {
        int hidden = spec.score() instanceof Score.Additive additive ? additive.hiddenWidth() : 1;
        int keys = inputs.key().shape().dim(2);
        int longest = Math.max(Math.max(spec.headWidth(), keys), hidden);
        return new Judge(
                oracle(), Tolerance.attention(longest), nudge -> moved(nudge).oracle());
    }

    private Map<String, Reals> oracle() {
        OracleAttention.Result result = OracleAttention.of(spec, weights).apply(inputs);
        Map<String, Reals> outputs = new LinkedHashMap<>();
        outputs.put("output", result.output());
        if (spec.returnWeights()) {
            outputs.put("weights", result.weights());
        }
        spec.returnScores().ifPresent(stage -> outputs.put("scores", result.scores(stage)));
        return outputs;
    }

    private AttentionProblem moved(Nudge nudge) {
        boolean exact = ExactScores.of(spec, inputs);
        AttentionInputs moved = new AttentionInputs(
                exact ? inputs.query() : nudge.tensor(inputs.query()),
                exact ? inputs.key() : nudge.tensor(inputs.key()),
                nudge.tensor(inputs.value()),
                exact ? inputs.mask() : inputs.mask().match(nudge).and(roundedScores(nudge)),
                inputs.queryLengths(),
                inputs.queryPositions(),
                inputs.keyPositions());
        return exact
                ? new AttentionProblem(spec, weights, moved, sown)
                : new AttentionProblem(nudge.spec(spec), nudge.tensors(weights), moved, sown);
    }

    /** One rounding of every score, at the largest that it is on its way: a bias of thousands leaves little of it. */
    private Mask roundedScores(Nudge nudge) {
        OracleAttention.Result result = OracleAttention.of(spec, weights).apply(inputs);
        Reals rounding = Reals.zeros(result.weights().shape());
        for (int i = 0; i < rounding.values().length; i++) {
            double capped = result.scores(ScoreStage.CAPPED).values()[i];
            double masked = result.scores(ScoreStage.MASKED).values()[i];
            double largest =
                    Math.max(Math.abs(result.scores(ScoreStage.SCALED).values()[i]), Math.abs(masked - capped));
            rounding.values()[i] = Double.isFinite(largest) ? nudge.number(largest) - largest : 0;
        }
        return Mask.additive(rounding.toTensor());
    }

    @Override
    public String code() {
        return new AttentionCode(this).toString();
    }
}
