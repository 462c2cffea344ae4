package dev.heed.conformance.search;

import dev.heed.attention.Mask;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Norm;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.Optional;

/** One call of a Transformer encoder as Java code. */
record EncoderCode(EncoderProblem problem) implements Positions.Cases<String> {
    static String optional(Sown sown, Optional<Tensor> tensor) {
        return tensor.map(each -> "Optional.of(" + sown.code(each) + ")").orElse("Optional.empty()");
    }

    @Override
    public String toString() {
        EncoderInputs inputs = problem.inputs();
        SpecCode parts = new SpecCode(problem.sown());
        return "TransformerSpec spec = " + spec(parts) + ";\n"
                + parts.weights(problem.weights())
                + "EncoderInputs inputs = new EncoderInputs(\n    "
                + problem.sown().code(inputs.input())
                + ", List.of(" + SpecCode.numbers(inputs.lengths()) + "), "
                + optional(problem.sown(), inputs.segments())
                + ", " + inputs.hiddenStates() + ", " + inputs.attentionWeights() + ");\n"
                + "DifferentialSearch.requireRight(backend, spec, weights, inputs);\n";
    }

    private String spec(SpecCode parts) {
        TransformerSpec spec = problem.spec();
        Norm norm = spec.norm();
        StringBuilder code = new StringBuilder("TransformerSpec.builder(" + spec.layers() + ", " + spec.width() + ", "
                + spec.heads() + ", " + spec.feedForwardWidth() + ")");
        code.append(".keyValueHeads(").append(spec.keyValueHeads()).append(")");
        code.append(".headWidth(").append(spec.headWidth()).append(")");
        code.append(".activation(Activation.").append(spec.activation()).append(")");
        code.append(".norm(new Norm(Norm.Kind.").append(norm.kind()).append(", ");
        code.append(norm.epsilon()).append(", ").append(norm.bias()).append("))");
        code.append(".placement(NormPlacement.").append(spec.placement()).append(")");
        code.append(".finalNorm(").append(spec.finalNorm()).append(")");
        code.append(".positions(").append(spec.positions().match(this)).append(")");
        code.append(".score(").append(SpecCode.score(spec.score())).append(")");
        code.append(".biases(new Biases(").append(spec.biases().queryKeyValue()).append(", ");
        code.append(spec.biases().attentionOutput()).append(", ");
        code.append(spec.biases().feedForward()).append("))");
        spec.embeddings().ifPresent(each -> code.append(".embeddings(new Embeddings(")
                .append(each.vocabulary() + ", " + each.segments() + ", " + each.norm() + ", " + each.scale())
                .append("))"));
        spec.scale().ifPresent(scale -> code.append(".scale(").append(scale).append(")"));
        spec.softCap().ifPresent(cap -> code.append(".softCap(").append(cap).append(")"));
        if (!(spec.mask() instanceof Mask.None)) {
            code.append(".mask(").append(spec.mask().match(parts)).append(")");
        }
        return code.append(".build()").toString();
    }

    @Override
    public String none(Positions.None positions) {
        return "new Positions.None()";
    }

    @Override
    public String sinusoidal(Positions.Sinusoidal positions) {
        return "new Positions.Sinusoidal()";
    }

    @Override
    public String learned(Positions.Learned positions) {
        return "new Positions.Learned(" + positions.maxPositions() + ", " + positions.offset() + ")";
    }

    @Override
    public String rotary(Positions.Rotary positions) {
        return "new Positions.Rotary(" + SpecCode.rope(positions.rope()) + ")";
    }

    @Override
    public String biased(Positions.Biased positions) {
        return "new Positions.Biased(" + positions.bias().match(new SpecCode(problem.sown())) + ")";
    }
}
