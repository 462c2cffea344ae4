package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.Biases;
import dev.heed.models.files.JsonFields;
import dev.heed.tensor.Shape;
import java.util.OptionalInt;

/** Phi-3: query, key and value are one matrix in the file, gate and up another. */
final class Phi3Family {
    private Phi3Family() {}

    static DecoderModel read(ModelFolder folder, OptionalInt context) {
        JsonFields fields = folder.config();
        RotaryDecoderConfig config = new RotaryDecoderConfig(folder, context);
        DecoderSpec spec = DecoderSpec.builder(config.body(Activations.gated(fields, "hidden_act"), Biases.NONE, 1)
                        .build())
                .head(config.head(false))
                .windows(config.windows(config.slidingWindow(0), layer -> true))
                .build();
        return new Fused(config).read(folder, spec);
    }

    private static final class Fused extends RotaryDecoderWeights {
        private final int queries;
        private final int keyValues;
        private final int feedForwardWidth;

        private Fused(RotaryDecoderConfig config) {
            super(config);
            queries = config.heads() * config.headWidth();
            keyValues = config.keyValueHeads() * config.headWidth();
            feedForwardWidth = config.feedForwardWidth();
        }

        @Override
        FileWeight source(String canonical, Shape shape) {
            FileWeight alone = super.source(canonical, shape);
            String attention = alone.name().replaceFirst("[qkv]_proj", "qkv_proj");
            String feedForward = alone.name().replaceFirst("(gate|up)_proj", "gate_up_proj");
            int all = queries + 2 * keyValues;
            return switch (Naming.inLayer(canonical)) {
                case "attention.query.weight" -> FileWeight.rows(attention, shape, 0, all);
                case "attention.key.weight" -> FileWeight.rows(attention, shape, queries, all);
                case "attention.value.weight" -> FileWeight.rows(attention, shape, queries + keyValues, all);
                case "feedForward.gate.weight" -> FileWeight.rows(feedForward, shape, 0, 2 * feedForwardWidth);
                case "feedForward.up.weight" ->
                    FileWeight.rows(feedForward, shape, feedForwardWidth, 2 * feedForwardWidth);
                default -> alone;
            };
        }
    }
}
