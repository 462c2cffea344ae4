package dev.heed.conformance.search;

import dev.heed.Backend;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleTransformer;
import dev.heed.conformance.oracle.Reals;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of one Transformer encoder.
 *
 * @param sown the code of its tensors
 */
record EncoderProblem(TransformerSpec spec, Map<String, Tensor> weights, EncoderInputs inputs, Sown sown)
        implements Problem {

    @Override
    public Verdict judge(Backend backend) {
        return Judge.judge(() -> run(backend), this::judge, backend);
    }

    private Judge.Outputs run(Backend backend) {
        Judge.requireRefused(
                backend.supports(spec), () -> backend.encoder(spec, weights).close());
        try (Encoder encoder = backend.encoder(spec, weights)) {
            EncoderOutput output = encoder.encode(inputs);
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put("states", output.states());
            for (int n = 0; n < output.hiddenStates().size(); n++) {
                outputs.put("hidden state " + n, output.hiddenStates().get(n));
            }
            for (int n = 0; n < output.attentionWeights().size(); n++) {
                outputs.put(
                        "attention weights of layer " + n,
                        output.attentionWeights().get(n));
            }
            return new Judge.Outputs(outputs, output.execution());
        }
    }

    private Judge judge() {
        int length = inputs.input().shape().dim(1);
        int widest = Math.max(Math.max(spec.width(), spec.feedForwardWidth()), spec.heads() * spec.headWidth());
        return new Judge(oracle(), Tolerance.encoder(Math.max(widest, length)), nudge -> moved(nudge)
                .oracle());
    }

    private Map<String, Reals> oracle() {
        OracleTransformer.Result result = new OracleTransformer(spec, weights).encode(inputs);
        Map<String, Reals> outputs = new LinkedHashMap<>();
        outputs.put("states", result.states());
        for (int n = 0; inputs.hiddenStates() && n < result.hiddenStates().size(); n++) {
            outputs.put("hidden state " + n, result.hiddenStates().get(n));
        }
        for (int n = 0; inputs.attentionWeights() && n < spec.layers(); n++) {
            outputs.put(
                    "attention weights of layer " + n, result.attentionWeights().get(n));
        }
        return outputs;
    }

    private EncoderProblem moved(Nudge nudge) {
        EncoderInputs moved = new EncoderInputs(
                nudge.tensor(inputs.input()),
                inputs.lengths(),
                inputs.segments(),
                inputs.hiddenStates(),
                inputs.attentionWeights());
        return new EncoderProblem(spec, nudge.tensors(weights), moved, sown);
    }

    @Override
    public String code() {
        return new EncoderCode(this).toString();
    }
}
