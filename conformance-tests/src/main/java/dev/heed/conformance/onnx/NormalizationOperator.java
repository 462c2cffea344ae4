package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleFunctions;
import dev.heed.conformance.oracle.Reals;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Norm;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * LayerNormalization and RMSNormalization: on a backend the final norm of an encoder without layers, whose width are all
 * normalised dimensions in one.
 */
final class NormalizationOperator implements OnnxOperator {
    /** The operator's numbers, read once. */
    private record Problem(Norm norm, Reals x, int rows, int width, double[] weight, double[] bias) {
        static Problem of(OnnxNode node) {
            if (node.integer("stash_type", 1) != 1) {
                throw new NotCovered("stash_type other than 1 (compute in float) is not part of the contract");
            }
            boolean layerNorm = node.proto().getOpType().equals("LayerNormalization");
            Reals x = node.input(0).reals();
            int axis = node.axis(x.shape().rank());
            int rows = 1;
            int width = 1;
            for (int i = 0; i < x.shape().rank(); i++) {
                if (i < axis) {
                    rows *= x.shape().dim(i);
                } else {
                    width *= x.shape().dim(i);
                }
            }
            Norm.Kind kind = layerNorm ? Norm.Kind.LAYER_NORM : Norm.Kind.RMS_NORM;
            boolean biased = layerNorm && node.optionalInput(2).isPresent();
            Norm norm = new Norm(kind, node.real("epsilon").orElse(1e-5f), biased);
            double[] bias = biased ? vector(node.input(2), width) : new double[width];
            return new Problem(norm, x, rows, width, vector(node.input(1), width), bias);
        }

        private static double[] vector(OnnxTensor tensor, int width) {
            if (tensor.reals().values().length != width) {
                throw new NotCovered("a scale or bias of " + tensor.shape() + " that does not have all " + width
                        + " normalised elements");
            }
            return tensor.reals().values();
        }
    }

    @Override
    public Map<Integer, Reals> oracle(OnnxNode node) {
        Problem problem = Problem.of(node);
        Reals y = Reals.zeros(problem.x.shape());
        Reals means = Reals.zeros(Shape.of(problem.rows));
        Reals deviations = Reals.zeros(Shape.of(problem.rows));
        for (int r = 0; r < problem.rows; r++) {
            double[] row = problem.x.slice(r * problem.width, problem.width);
            double[] normalised = OracleFunctions.norm(problem.norm, problem.weight, problem.bias, row);
            System.arraycopy(normalised, 0, y.values(), r * problem.width, problem.width);
            means.values()[r] = OracleFunctions.mean(row);
            deviations.values()[r] = OracleFunctions.inverseDeviation(problem.norm, row);
        }
        Map<Integer, Reals> outputs = new HashMap<>(Map.of(0, y));
        if (problem.norm.kind() == Norm.Kind.LAYER_NORM) {
            outputs.put(1, means);
            outputs.put(2, deviations);
        }
        return outputs;
    }

    /** Mean and deviation are no part of an encoder's outputs: the normalised tensor alone. */
    @Override
    public Map<Integer, Reals> backend(OnnxNode node, Backend backend) {
        Problem problem = Problem.of(node);
        TransformerSpec spec = TransformerSpec.builder(0, problem.width, 1, 1)
                .norm(problem.norm)
                .finalNorm(true)
                .build();
        if (backend.supports(spec) instanceof Support.Unsupported refusal) {
            throw new NotCovered(backend.id() + " refuses it (" + refusal.ruleId() + "): " + refusal.reason());
        }
        Shape vector = Shape.of(problem.width);
        Map<String, Tensor> weights = new HashMap<>();
        weights.put("final.norm.weight", new Reals(vector, problem.weight).toTensor());
        if (problem.norm.bias()) {
            weights.put("final.norm.bias", new Reals(vector, problem.bias).toTensor());
        }
        Tensor input = problem.x.toTensor().reshape(Shape.of(1, problem.rows, problem.width));
        try (Encoder encoder = backend.encoder(spec, weights)) {
            Tensor states = encoder.encode(EncoderInputs.of(input)).states();
            return Map.of(0, Reals.of(states.reshape(problem.x.shape())));
        }
    }

    @Override
    public Bound bound(OnnxNode node) {
        return new Bound(Tolerance.ENCODER, Problem.of(node).width);
    }
}
