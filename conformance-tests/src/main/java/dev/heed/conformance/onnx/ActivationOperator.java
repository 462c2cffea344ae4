package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleFunctions;
import dev.heed.conformance.oracle.Reals;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * Gelu and Swish: on a backend what a feed-forward block makes of its bias. All weights of a pre-norm layer are 0, its
 * input is 0, the bias of the up projection is the input, and the down projection is the identity.
 */
final class ActivationOperator implements OnnxOperator {
    private static final int WIDEST = 2048;

    @Override
    public Map<Integer, Reals> oracle(OnnxNode node) {
        Reals x = node.input(0).reals();
        Reals y = Reals.zeros(x.shape());
        for (int i = 0; i < y.values().length; i++) {
            y.values()[i] = OracleFunctions.activation(activation(node), x.values()[i]);
        }
        return Map.of(0, y);
    }

    @Override
    public Map<Integer, Reals> backend(OnnxNode node, Backend backend) {
        Reals x = node.input(0).reals();
        int width = x.values().length;
        if (width == 0 || width > WIDEST) {
            throw new NotCovered("a backend's activation is asked about 1 to " + WIDEST + " elements, not " + width);
        }
        TransformerSpec spec = TransformerSpec.builder(1, width, 1, width)
                .headWidth(1)
                .activation(activation(node))
                .norm(Norm.rmsNorm(1e-5))
                .placement(NormPlacement.PRE)
                .build();
        if (backend.supports(spec) instanceof Support.Unsupported refusal) {
            throw new NotCovered(backend.id() + " refuses it (" + refusal.ruleId() + "): " + refusal.reason());
        }
        Map<String, Tensor> weights = new HashMap<>();
        spec.weightShapes().forEach((name, shape) -> weights.put(name, Tensor.zeros(DType.FLOAT32, shape)));
        weights.put("layer.0.feedForward.up.bias", x.toTensor().reshape(Shape.of(width)));
        Reals identity = Reals.zeros(Shape.of(width, width));
        for (int i = 0; i < width; i++) {
            identity.values()[i * width + i] = 1;
        }
        weights.put("layer.0.feedForward.down.weight", identity.toTensor());
        Tensor input = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, width));
        try (Encoder encoder = backend.encoder(spec, weights)) {
            Tensor states = encoder.encode(EncoderInputs.of(input)).states();
            return Map.of(0, Reals.of(states.reshape(x.shape())));
        }
    }

    @Override
    public Bound bound(OnnxNode node) {
        return new Bound(Tolerance.ENCODER, 1);
    }

    private static Activation activation(OnnxNode node) {
        if (node.proto().getOpType().equals("Swish")) {
            if (node.real("alpha").orElse(1) != 1) {
                throw new NotCovered("Swish with an alpha other than 1 is not part of the contract");
            }
            return Activation.SILU;
        }
        return node.string("approximate", "none").equals("tanh") ? Activation.GELU_TANH : Activation.GELU;
    }
}
