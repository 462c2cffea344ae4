package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Biases;
import dev.heed.encoder.TransformerSpecBuilder;
import dev.heed.models.files.JsonFields;
import dev.heed.tensor.Shape;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Gemma 2: norms before and after each block, whose weights are kept less 1; soft caps of scores and logits; every other
 * layer with a window; embeddings times √width.
 */
final class Gemma2Family {
    private static final int WINDOW = 4096;
    private static final double SCORE_CAP = 50;
    private static final double LOGIT_CAP = 30;

    private Gemma2Family() {}

    static DecoderModel read(ModelFolder folder, OptionalInt context) {
        JsonFields fields = folder.config();
        fields.positive("head_dim");
        RotaryDecoderConfig config = new RotaryDecoderConfig(folder, context);
        boolean attention = fields.flag("attention_bias");
        TransformerSpecBuilder body = config.body(
                        Activations.gated(fields, "hidden_activation"),
                        new Biases(attention, attention, false),
                        Math.sqrt(config.width()))
                .scale(1 / Math.sqrt(scalar(fields)));
        config.softCap("attn_logit_softcapping", SCORE_CAP).ifPresent(body::softCap);
        OptionalDouble logitCap = config.softCap("final_logit_softcapping", LOGIT_CAP);
        DecoderSpec spec = DecoderSpec.builder(body.build())
                .head(new OutputHead(config.head(true).tied(), false, 1, logitCap))
                .outputNorms(true)
                .windows(config.windows(config.slidingWindow(WINDOW), layer -> layer % 2 == 0))
                .build();
        return new Normalised(config).read(folder, spec);
    }

    private static double scalar(JsonFields fields) {
        double scalar = fields.number("query_pre_attn_scalar");
        if (!(scalar > 0)) {
            throw fields.wrong("query_pre_attn_scalar", "a positive number", "" + scalar);
        }
        return scalar;
    }

    private static final class Normalised extends RotaryDecoderWeights {
        private static final Map<String, String> NORMS = Map.of(
                "attention.outputNorm", "post_attention_layernorm",
                "feedForward.norm", "pre_feedforward_layernorm",
                "feedForward.outputNorm", "post_feedforward_layernorm");

        private Normalised(RotaryDecoderConfig config) {
            super(config, NORMS);
        }

        @Override
        FileWeight source(String canonical, Shape shape) {
            FileWeight weight = super.source(canonical, shape);
            boolean norm = canonical.endsWith("norm.weight") || canonical.endsWith("outputNorm.weight");
            return norm ? weight.with(TensorParts::plusOne) : weight;
        }
    }
}
