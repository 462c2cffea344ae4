package dev.heed.models.huggingface;

import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.files.JsonFields;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * BART (learned positions from row 2 on, a norm of the embeddings) and Marian (sines in the first half of the width,
 * cosines in the second): post-norm layers with biases.
 */
final class BartFamily {
    private static final double EPSILON = 1e-5;
    private static final int BART_OFFSET = 2;
    private static final String LOGITS_BIAS = "final_logits_bias";
    private static final String POSITIONS = "embedding.position.weight";

    private final ModelFolder folder;
    private final JsonFields fields;
    private final Set<String> present;
    private final String prefix;
    private final boolean marian;
    private final int width;
    private final int positions;
    private final boolean shared;

    private BartFamily(ModelFolder folder, boolean marian) {
        this.folder = folder;
        this.fields = folder.config();
        this.present = folder.weights().names();
        this.prefix = present.stream().anyMatch(name -> name.startsWith("model.")) ? "model." : "";
        this.marian = marian;
        this.width = Sizes.dimension(fields, "d_model");
        this.positions = Sizes.dimension(fields, "max_position_embeddings");
        this.shared = fields.flag("share_encoder_decoder_embeddings", true);
        fields.requireFalse("normalize_before");
        fields.requireFalse("add_final_layer_norm");
    }

    static EncoderDecoderModel bart(ModelFolder folder) {
        return new BartFamily(folder, false).model();
    }

    static EncoderDecoderModel marian(ModelFolder folder) {
        return new BartFamily(folder, true).model();
    }

    private EncoderDecoderModel model() {
        int vocabulary = Sizes.dimension(fields, "vocab_size");
        int decoderVocabulary = shared ? vocabulary : Sizes.dimension(fields, "decoder_vocab_size", vocabulary);
        TransformerSpec encoder = side("encoder", vocabulary);
        boolean tied = fields.flag("tie_word_embeddings", true);
        DecoderSpec decoder = DecoderSpec.builder(side("decoder", decoderVocabulary))
                .memoryWidth(width)
                .head(new OutputHead(tied, present.contains(LOGITS_BIAS), 1, OptionalDouble.empty()))
                .build();
        Map<String, FileWeight> encoderPlan = plan("encoder", encoder.weightShapes());
        Map<String, FileWeight> decoderPlan = plan("decoder", decoder.weightShapes());
        WeightReader.Sides weights =
                new WeightReader(folder, decoder.head()).read(encoderPlan, decoderPlan, this::isLeftAlone);
        return new EncoderDecoderModel(
                folder.name(),
                encoder,
                withPositions(weights.encoder()),
                decoder,
                withPositions(weights.decoder()),
                positions,
                positions,
                SequenceSettings.read(folder, decoderVocabulary));
    }

    private TransformerSpec side(String side, int vocabulary) {
        int heads = fields.divisor(side + "_attention_heads", "d_model");
        double scale = fields.flag("scale_embedding") ? Math.sqrt(width) : 1;
        int offset = marian ? 0 : BART_OFFSET;
        Activation activation = Activations.plain(fields, "activation_function");
        return TransformerSpec.builder(
                        Sizes.layers(folder, side + "_layers"),
                        width,
                        heads,
                        Sizes.dimension(fields, side + "_ffn_dim"))
                .activation(activation)
                .norm(Norm.layerNorm(EPSILON))
                .positions(new Positions.Learned(positions + offset, offset))
                .embeddings(new Embeddings(vocabulary, 0, !marian, scale))
                .build();
    }

    private Map<String, FileWeight> plan(String side, Map<String, Shape> shapes) {
        Naming names = names(side);
        Map<String, Shape> inTheFile = new HashMap<>(shapes);
        if (marian) {
            inTheFile.remove(POSITIONS);
        }
        return WeightReader.plan(inTheFile, (canonical, shape) -> {
            if (canonical.equals("head.bias")) {
                return new FileWeight(LOGITS_BIAS, Shape.of(1, shape.dim(0)), row -> row.reshape(shape));
            }
            return FileWeight.whole(names.file(canonical), shape);
        });
    }

    private Naming names(String side) {
        String prefixed = prefix + side + ".";
        return new Naming(
                prefixed + "layers.",
                Map.of(
                        "embedding.token",
                        table(prefixed + "embed_tokens"),
                        "embedding.position",
                        prefixed + "embed_positions",
                        "embedding.norm",
                        prefixed + "layernorm_embedding",
                        "head",
                        "lm_head"),
                Map.ofEntries(
                        Map.entry("attention.query", "self_attn.q_proj"),
                        Map.entry("attention.key", "self_attn.k_proj"),
                        Map.entry("attention.value", "self_attn.v_proj"),
                        Map.entry("attention.output", "self_attn.out_proj"),
                        Map.entry("attention.norm", "self_attn_layer_norm"),
                        Map.entry("memory.query", "encoder_attn.q_proj"),
                        Map.entry("memory.key", "encoder_attn.k_proj"),
                        Map.entry("memory.value", "encoder_attn.v_proj"),
                        Map.entry("memory.output", "encoder_attn.out_proj"),
                        Map.entry("memory.norm", "encoder_attn_layer_norm"),
                        Map.entry("feedForward.up", "fc1"),
                        Map.entry("feedForward.down", "fc2"),
                        Map.entry("feedForward.norm", "final_layer_norm")));
    }

    /** A table that both sides share is in the file under one of its names. */
    private String table(String own) {
        return shared && (present.contains(prefix + "shared.weight") || !present.contains(own + ".weight"))
                ? prefix + "shared"
                : own;
    }

    private boolean isLeftAlone(String name) {
        boolean table = shared && name.endsWith("embed_tokens.weight");
        return table || (marian && name.endsWith("embed_positions.weight"));
    }

    private Map<String, Tensor> withPositions(Map<String, Tensor> weights) {
        if (marian) {
            weights.put(POSITIONS, sinesThenCosines());
        }
        return weights;
    }

    private Tensor sinesThenCosines() {
        float[] table = new float[positions * width];
        int sines = (width + 1) / 2;
        for (int p = 0; p < positions; p++) {
            for (int w = 0; w < width; w++) {
                int pair = w < sines ? w : w - sines;
                double angle = p / Math.pow(10_000, 2.0 * pair / width);
                table[p * width + w] = (float) (w < sines ? Math.sin(angle) : Math.cos(angle));
            }
        }
        return Tensor.of(Shape.of(positions, width), table);
    }
}
