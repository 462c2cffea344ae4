package dev.heed.models.huggingface;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a family's files call the weights. {@code .weight} and {@code .bias} are the same on both sides.
 *
 * @param layers what stands before a layer's number in a file: {@code model.layers.}
 * @param outside canonical names outside of the layers, and the file's
 * @param inside canonical names after {@code layer.N.}, and the file's
 */
record Naming(String layers, Map<String, String> outside, Map<String, String> inside) {
    private static final Pattern LAYER = Pattern.compile("layer\\.(\\d+)\\.(.+)");

    /** These names, but for some in the layers. */
    Naming withInside(Map<String, String> otherwise) {
        Map<String, String> all = new HashMap<>(inside);
        all.putAll(otherwise);
        return new Naming(layers, outside, Map.copyOf(all));
    }

    /** The file's name of a weight. */
    String file(String canonical) {
        int dot = canonical.lastIndexOf('.');
        String ending = canonical.substring(dot);
        String stem = canonical.substring(0, dot);
        Matcher layer = LAYER.matcher(stem);
        return layer.matches()
                ? layers + layer.group(1) + "." + known(inside, layer.group(2)) + ending
                : known(outside, stem) + ending;
    }

    /** The name of a weight of a layer less its layer, such as {@code attention.query.weight}; others as they are. */
    static String inLayer(String canonical) {
        Matcher layer = LAYER.matcher(canonical);
        return layer.matches() ? layer.group(2) : canonical;
    }

    private static String known(Map<String, String> names, String stem) {
        String name = names.get(stem);
        if (name == null) {
            throw new IllegalArgumentException("canonical: this family has no weight " + stem);
        }
        return name;
    }
}
