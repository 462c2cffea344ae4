package dev.heed.conformance.search;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.Score;

/** One call of an attention as Java code. */
record AttentionCode(AttentionProblem problem) {
    @Override
    public String toString() {
        SpecCode parts = new SpecCode(problem.sown());
        return "AttentionSpec spec = " + spec(parts) + ";\n"
                + parts.weights(problem.weights())
                + "AttentionInputs inputs = " + inputs(parts) + ";\n"
                + "DifferentialSearch.requireRight(backend, spec, weights, inputs);\n";
    }

    private String spec(SpecCode parts) {
        AttentionSpec spec = problem.spec();
        StringBuilder code = new StringBuilder("AttentionSpec.builder(" + spec.heads() + ", " + spec.headWidth() + ")");
        if (spec.keyValueHeads() != spec.heads()) {
            code.append(".keyValueHeads(").append(spec.keyValueHeads()).append(")");
        }
        if (spec.valueWidth() != spec.headWidth()) {
            code.append(".valueWidth(").append(spec.valueWidth()).append(")");
        }
        if (!(spec.score() instanceof Score.ScaledDot)) {
            code.append(".score(").append(SpecCode.score(spec.score())).append(")");
        }
        spec.scale().ifPresent(scale -> code.append(".scale(").append(scale).append(")"));
        spec.softCap().ifPresent(cap -> code.append(".softCap(").append(cap).append(")"));
        spec.biases()
                .forEach(bias -> code.append(".bias(").append(bias.match(parts)).append(")"));
        if (!(spec.mask() instanceof Mask.None)) {
            code.append(".mask(").append(spec.mask().match(parts)).append(")");
        }
        spec.rope()
                .ifPresent(rope ->
                        code.append(".rope(").append(SpecCode.rope(rope)).append(")"));
        if (spec.returnWeights()) {
            code.append(".returnWeights(true)");
        }
        spec.returnScores()
                .ifPresent(stage ->
                        code.append(".returnScores(ScoreStage.").append(stage).append(")"));
        return code.append(".build()").toString();
    }

    private String inputs(SpecCode parts) {
        AttentionInputs inputs = problem.inputs();
        Sown sown = problem.sown();
        StringBuilder code = new StringBuilder("new AttentionInputs(\n    ");
        code.append(sown.code(inputs.query())).append(",\n    ");
        code.append(sown.code(inputs.key())).append(",\n    ");
        code.append(sown.code(inputs.value())).append(",\n    ");
        code.append(inputs.mask().match(parts)).append(", List.of(");
        code.append(SpecCode.numbers(inputs.queryLengths())).append("), ");
        code.append(EncoderCode.optional(sown, inputs.queryPositions())).append(", ");
        code.append(EncoderCode.optional(sown, inputs.keyPositions())).append(")");
        return code.toString();
    }
}
