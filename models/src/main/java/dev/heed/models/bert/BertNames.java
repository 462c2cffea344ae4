package dev.heed.models.bert;

import dev.heed.models.files.Weights;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file calls the weights of a BERT: with or without the prefix {@code bert.}, and norms with {@code weight} and
 * {@code bias} or, in the oldest files, {@code gamma} and {@code beta}.
 */
final class BertNames {
    /** Canonical beginnings and Hugging Face's; the first that fits counts. */
    private static final List<Map.Entry<String, String>> EMBEDDING = List.of(
            Map.entry("embedding.token.", "embeddings.word_embeddings."),
            Map.entry("embedding.position.", "embeddings.position_embeddings."),
            Map.entry("embedding.segment.", "embeddings.token_type_embeddings."),
            Map.entry("embedding.norm.", "embeddings.LayerNorm."));

    private static final List<Map.Entry<String, String>> LAYER = List.of(
            Map.entry("attention.query.", "attention.self.query."),
            Map.entry("attention.key.", "attention.self.key."),
            Map.entry("attention.value.", "attention.self.value."),
            Map.entry("attention.output.", "attention.output.dense."),
            Map.entry("attention.norm.", "attention.output.LayerNorm."),
            Map.entry("feedForward.up.", "intermediate.dense."),
            Map.entry("feedForward.down.", "output.dense."),
            Map.entry("feedForward.norm.", "output.LayerNorm."));

    private static final Pattern CANONICAL_LAYER = Pattern.compile("layer\\.(\\d+)\\.(.+)");
    private static final Pattern FILE_LAYER = Pattern.compile("encoder\\.layer\\.(\\d+)\\..+");

    private final String prefix;
    private final Set<String> present;

    private BertNames(String prefix, Set<String> present) {
        this.prefix = prefix;
        this.present = present;
    }

    static BertNames of(Weights weights) {
        Set<String> present = weights.names();
        boolean prefixed = present.stream().anyMatch(name -> name.startsWith("bert.embeddings."));
        return new BertNames(prefixed ? "bert." : "", present);
    }

    /** The file's name of a weight. */
    String file(String canonical) {
        Matcher layer = CANONICAL_LAYER.matcher(canonical);
        String name = layer.matches()
                ? prefix + "encoder.layer." + layer.group(1) + "." + replaced(layer.group(2), LAYER)
                : prefix + replaced(canonical, EMBEDDING);
        return withOldEnding(name);
    }

    /** The file's name of a weight of the pooler. */
    String pooler(String ending) {
        return prefix + "pooler.dense." + ending;
    }

    /** How many layers the file has weights of. */
    int layers() {
        return (int) present.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> FILE_LAYER.matcher(name.substring(prefix.length())))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .count();
    }

    private static String replaced(String name, List<Map.Entry<String, String>> beginnings) {
        return beginnings.stream()
                .filter(each -> name.startsWith(each.getKey()))
                .findFirst()
                .map(each -> each.getValue() + name.substring(each.getKey().length()))
                .orElseThrow(() -> new IllegalArgumentException("canonical: BERT has no weight " + name));
    }

    private String withOldEnding(String name) {
        String old = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        return !present.contains(name) && present.contains(old) ? old : name;
    }
}
