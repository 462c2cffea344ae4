package dev.heed.models.huggingface;

import dev.heed.models.files.JsonFields;

/**
 * The sizes of a model's weights. None is larger than those of any model there is, so that sums and products of them fit
 * into an int, and a configuration that says otherwise is refused before anything so large is made.
 */
final class Sizes {
    private static final int MOST = 1 << 24;
    private static final int MOST_OF_HEADS = 1 << 14;

    private Sizes() {}

    /** A dimension of weights: a width, a vocabulary, learned positions. */
    static int dimension(JsonFields fields, String field) {
        return fields.between(1, MOST, field);
    }

    /** A dimension of weights, which may be missing. */
    static int dimension(JsonFields fields, String field, int ifMissing) {
        return fields.has(field) ? dimension(fields, field) : ifMissing;
    }

    /** How many heads there are, or how wide each is. */
    static int heads(JsonFields fields, String field) {
        return fields.between(1, MOST_OF_HEADS, field);
    }

    /** How many layers there are; each has weights. */
    static int layers(ModelFolder folder, String field) {
        int layers = folder.config().positive(field);
        int most = folder.weights().names().size();
        if (layers > most) {
            throw folder.config()
                    .wrong(
                            field,
                            "at most " + most + " (" + folder.weights().origin() + " has no more weights)",
                            "" + layers);
        }
        return layers;
    }

    /** How many layers there are, which may be missing. */
    static int layers(ModelFolder folder, String field, int ifMissing) {
        return folder.config().has(field) ? layers(folder, field) : ifMissing;
    }

    /** The number that keeps a norm from dividing by 0. */
    static double epsilon(JsonFields fields, String field) {
        double epsilon = fields.number(field);
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw fields.wrong(field, "a number from 0 to 1", "" + epsilon);
        }
        return epsilon;
    }
}
