package dev.heed.models.bert;

import dev.heed.encoder.Activation;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.models.onnx.OnnxModel;
import dev.heed.tensor.Shape;

/** Reads a BERT encoder's numbers off the shapes and the graph of an ONNX file. */
public final class OnnxConfig {
    private static final String FIRST_LAYER = "encoder.layer.0.";

    private OnnxConfig() {}

    /**
     * The numbers of an exported BERT.
     *
     * @throws ModelException if the file does not look like one; the message says what is missing
     */
    public static BertConfig of(OnnxModel model) {
        refuseOtherKinds(model);
        BertNames names = BertNames.of(model.weights());
        Shape tokens = matrix(model, names.file("embedding.token.weight"));
        String query = names.file("layer.0.attention.query.bias");
        String up = names.file("layer.0.feedForward.up.bias");
        int width = tokens.dim(1);
        int heads = model.heads(query)
                .orElseThrow(() -> unreadable(model, "the number of heads (no reshape follows " + query + ")"));
        if (width % heads != 0) {
            throw new ModelException(
                    model.origin() + ": expected heads that divide the width " + width + ", got " + heads + ".");
        }
        Activation activation =
                model.activation(up).orElseThrow(() -> unreadable(model, "the activation (what follows " + up + ")"));
        double epsilon = model.normEpsilon(names.file("embedding.norm.weight"))
                .orElseThrow(() -> unreadable(model, "the epsilon of the norms"));
        return new BertConfig(
                model.origin(),
                tokens.dim(0),
                width,
                names.layers(),
                heads,
                matrix(model, names.file("layer.0.feedForward.up.weight")).dim(0),
                matrix(model, names.file("embedding.position.weight")).dim(0),
                matrix(model, names.file("embedding.segment.weight")).dim(0),
                activation,
                epsilon);
    }

    private static void refuseOtherKinds(OnnxModel model) {
        if (model.uses("MatMulInteger") || model.uses("QLinearMatMul") || model.uses("DequantizeLinear")) {
            throw new ModelException(model.origin()
                    + " is quantized; expected weights in floating point: use the file that is not quantized.");
        }
        if (model.uses("CumSum")) {
            throw new ModelException(
                    model.origin() + " counts positions from the mask, as RoBERTa does; expected a BERT model.");
        }
    }

    private static Shape matrix(OnnxModel model, String name) {
        Weights weights = model.weights();
        if (!weights.names().contains(name)) {
            throw new ModelException(model.origin() + " is not a BERT encoder that can be read: expected a tensor "
                    + name + " (linear weights are found by following " + FIRST_LAYER + "….bias).");
        }
        Shape shape = weights.shape(name);
        if (shape.rank() != 2 || shape.size() == 0) {
            throw new ModelException(model.origin() + ": " + name + ": expected a matrix, got " + shape + ".");
        }
        return shape;
    }

    private static ModelException unreadable(OnnxModel model, String what) {
        return new ModelException(
                model.origin() + ": " + what + " cannot be read off the graph; put the model's config.json beside it.");
    }
}
