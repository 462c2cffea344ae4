package dev.heed.models;

import dev.heed.models.bert.BertConfig;
import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * How states become a vector, as folders of the sentence-transformers library say it: {@code modules.json}, the
 * pooling's {@code config.json}, {@code sentence_bert_config.json}. A folder without {@code modules.json} is pooled by
 * mean and not normalised, as that library does.
 *
 * @param pooling how the states become one vector
 * @param normalized whether vectors are scaled to length 1
 * @param maxTokens how many tokens are read
 */
record SentenceSettings(Pooling pooling, boolean normalized, int maxTokens) {
    private static final String POOLING_MODE = "pooling_mode_";

    static SentenceSettings read(Path folder, BertConfig config) {
        Pooling pooling = Pooling.MEAN;
        boolean normalized = false;
        Path modules = folder.resolve("modules.json");
        if (Files.exists(modules)) {
            for (JsonFields module : JsonFields.readList(modules)) {
                String type = module.text("type");
                switch (type.substring(type.lastIndexOf('.') + 1)) {
                    case "Transformer" -> requireSameFolder(module);
                    case "Pooling" -> pooling = pooling(folder, module, config);
                    case "Normalize" -> normalized = true;
                    default -> throw module.wrong("type", "Transformer, Pooling or Normalize", type);
                }
            }
        }
        return new SentenceSettings(pooling, normalized, maxTokens(folder, config));
    }

    private static void requireSameFolder(JsonFields module) {
        String path = module.optionalText("path").orElse("");
        if (!path.isEmpty()) {
            throw module.wrong("path", "an empty path (the encoder in the folder itself)", path);
        }
    }

    private static Pooling pooling(Path folder, JsonFields module, BertConfig config) {
        String path = module.text("path");
        Path inside = folder.resolve(path).normalize();
        if (!inside.startsWith(folder.normalize())) {
            throw module.wrong("path", "a folder inside the model's", path);
        }
        JsonFields fields = JsonFields.read(inside.resolve("config.json"));
        if (fields.has("word_embedding_dimension") && fields.positive("word_embedding_dimension") != config.width()) {
            throw fields.wrong(
                    "word_embedding_dimension",
                    config.width() + " (the encoder's width)",
                    "" + fields.positive("word_embedding_dimension"));
        }
        List<String> modes = modes(fields);
        if (modes.equals(List.of("mean_tokens"))) {
            return Pooling.MEAN;
        }
        if (modes.equals(List.of("cls_token"))) {
            return Pooling.CLS;
        }
        throw new ModelException(fields.origin() + ": expected " + POOLING_MODE + "mean_tokens or " + POOLING_MODE
                + "cls_token alone to be true, got " + (modes.isEmpty() ? "none" : String.join(", ", modes)) + ".");
    }

    private static List<String> modes(JsonFields fields) {
        List<String> modes = new ArrayList<>();
        for (Iterator<String> names = fields.names(); names.hasNext(); ) {
            String name = names.next();
            if (name.startsWith(POOLING_MODE) && fields.flag(name)) {
                modes.add(name.substring(POOLING_MODE.length()));
            }
        }
        return modes;
    }

    private static int maxTokens(Path folder, BertConfig config) {
        Path file = folder.resolve("sentence_bert_config.json");
        if (!Files.exists(file)) {
            return config.positions();
        }
        JsonFields fields = JsonFields.read(file);
        return fields.has("max_seq_length")
                ? Math.min(config.positions(), fields.positive("max_seq_length"))
                : config.positions();
    }
}
