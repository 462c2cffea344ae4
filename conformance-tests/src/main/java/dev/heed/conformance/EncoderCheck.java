package dev.heed.conformance;

import dev.heed.conformance.oracle.OracleTransformer;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** Runs one Transformer encoder on a backend and on the oracle, and compares all that comes out. */
record EncoderCheck(TransformerSpec spec, Map<String, Tensor> weights, EncoderInputs inputs)
        implements ConformanceCase.Check {

    @Override
    public void run(CaseRun run) {
        try (Encoder encoder = encoderOrRefusal(run)) {
            check(run, encoder.encode(inputs));
        }
    }

    /** The encoder, unless the backend refuses it. */
    Encoder encoderOrRefusal(CaseRun run) {
        if (run.backend().supports(spec) instanceof Support.Unsupported refusal) {
            run.requireRefused(
                    refusal, () -> run.backend().encoder(spec, weights).close());
        }
        return run.backend().encoder(spec, weights);
    }

    private void check(CaseRun run, EncoderOutput output) {
        OracleTransformer.Result expected = new OracleTransformer(spec, weights).encode(inputs);
        Tolerance tolerance = tolerance();
        String of = " for input " + inputs.input() + " of lengths " + inputs.lengths() + ":";
        run.requireClose("states" + of, expected.states(), output.states(), tolerance);
        int states = inputs.hiddenStates() ? spec.layers() + 1 : 0;
        run.require(
                output.hiddenStates().size() == states,
                "hidden states: expected " + states + ", got "
                        + output.hiddenStates().size());
        for (int n = 0; n < states; n++) {
            run.requireClose(
                    "hidden state " + n + of,
                    expected.hiddenStates().get(n),
                    output.hiddenStates().get(n),
                    tolerance);
        }
        int layers = inputs.attentionWeights() ? spec.layers() : 0;
        run.require(
                output.attentionWeights().size() == layers,
                "attention weights: expected " + layers + ", got "
                        + output.attentionWeights().size());
        for (int n = 0; n < layers; n++) {
            run.requireClose(
                    "attention weights of layer " + n + of,
                    expected.attentionWeights().get(n),
                    output.attentionWeights().get(n),
                    tolerance);
        }
        run.require(
                output.execution().backend().equals(run.backend().id())
                        && output.execution().precision() == spec.precision(),
                "SPI-5: the result says what ran, got " + output.execution());
    }

    /** K is the longest of the sums on the way: over a width, over the feed-forward width, or over the tokens. */
    Tolerance tolerance() {
        int length = inputs.input().shape().dim(1);
        int widest = Math.max(Math.max(spec.width(), spec.feedForwardWidth()), spec.heads() * spec.headWidth());
        return Tolerance.encoder(Math.max(widest, length));
    }
}
