package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.conformance.oracle.Reals;
import dev.heed.spi.Support;
import dev.heed.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attention; {@link AttentionProblem} says how ONNX's words become the contract's. */
final class AttentionOperator implements OnnxOperator {
    private static final int OUTPUT = 0;
    private static final int PRESENT_KEY = 1;
    private static final int PRESENT_VALUE = 2;
    private static final int SCORES = 3;

    /** An attention of a spec, or why there is none. */
    static Attention attention(Backend backend, AttentionSpec spec) {
        if (backend.supports(spec) instanceof Support.Unsupported refusal) {
            throw new NotCovered(backend.id() + " refuses it (" + refusal.ruleId() + "): " + refusal.reason());
        }
        return backend.attention(spec);
    }

    @Override
    public Map<Integer, Reals> oracle(OnnxNode node) {
        AttentionProblem problem = AttentionProblem.of(node);
        OracleAttention.Result result =
                OracleAttention.of(problem.spec(), Map.of()).apply(problem.inputs());
        Map<Integer, Reals> outputs = outputs(problem, result.output());
        outputs.put(SCORES, problem.stage().map(result::scores).orElse(result.weights()));
        return outputs;
    }

    @Override
    public Map<Integer, Reals> backend(OnnxNode node, Backend backend) {
        AttentionProblem problem = AttentionProblem.of(node);
        boolean scores = node.proto().getOutputCount() > SCORES;
        Optional<ScoreStage> stage = problem.stage();
        AttentionSpec.Builder spec = problem.spec().toBuilder().returnWeights(scores && stage.isEmpty());
        if (scores) {
            stage.ifPresent(spec::returnScores);
        }
        AttentionSpec whole =
                spec.mask(problem.spec().mask().and(problem.inputs().mask())).build();
        attention(backend, whole);
        AttentionOutput output =
                attention(backend, spec.mask(problem.spec().mask()).build()).apply(problem.inputs());
        Map<Integer, Reals> outputs = outputs(problem, Reals.of(output.output()));
        output.scores().or(output::weights).ifPresent(tensor -> outputs.put(SCORES, Reals.of(tensor)));
        return outputs;
    }

    private static Map<Integer, Reals> outputs(AttentionProblem problem, Reals output) {
        Map<Integer, Reals> outputs = new HashMap<>();
        outputs.put(OUTPUT, problem.flat() ? AttentionProblem.joinHeads(output) : output);
        outputs.put(PRESENT_KEY, problem.key());
        outputs.put(PRESENT_VALUE, problem.value());
        return outputs;
    }

    @Override
    public Bound bound(OnnxNode node) {
        AttentionProblem problem = AttentionProblem.of(node);
        int keys = problem.key().shape().dim(2);
        int reduction = Math.max(problem.spec().headWidth(), keys);
        return new Bound(Tolerance.ATTENTION, reduction, softmaxPrecision(node));
    }

    /** ONNX may round the scores to a coarser type before the softmax; rule ATT-3 keeps at least FLOAT32. */
    private static Optional<DType> softmaxPrecision(OnnxNode node) {
        return switch ((int) node.integer("softmax_precision", 0)) {
            case 10 -> Optional.of(DType.FLOAT16);
            case 16 -> Optional.of(DType.BFLOAT16);
            default -> Optional.empty();
        };
    }

    @Override
    public List<String> translations(OnnxNode node) {
        List<String> translations = new ArrayList<>(AttentionProblem.of(node).translations());
        softmaxPrecision(node)
                .ifPresent(type -> translations.add("softmax_precision " + type
                        + " coarsens the expected numbers only, a softmax is in FLOAT32 (ATT-3)"));
        return translations;
    }

    /** Earlier versions of ONNX expect NaN where a query sees nothing; rule ATT-6 says 0. */
    @Override
    public Optional<OnnxTensor> withoutNan(int output, OnnxTensor expected, Map<Integer, Reals> oracle) {
        Reals ours = oracle.get(output);
        if (output == PRESENT_KEY
                || output == PRESENT_VALUE
                || ours == null
                || !ours.shape().equals(expected.shape())) {
            return Optional.empty();
        }
        double[] values = expected.reals().values().clone();
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i]) && ours.values()[i] == 0) {
                values[i] = 0;
                changed = true;
            }
        }
        Reals reals = new Reals(expected.shape(), values);
        return changed ? Optional.of(new OnnxTensor(expected.type(), reals)) : Optional.empty();
    }
}
