package dev.heed.models.huggingface;

import dev.heed.attention.Rope;
import dev.heed.attention.RopeScaling;
import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rotary positions as {@code config.json} describes them: {@code rope_theta}, {@code partial_rotary_factor} and
 * {@code rope_scaling}, or all of them in {@code rope_parameters}.
 *
 * @param rope the rotation
 * @param attentionFactor what the rotated numbers of query and key are multiplied by, as in LongRoPE
 * @param context how many tokens a sequence may have
 */
record RotaryConfig(Rope rope, double attentionFactor, int context) {
    private static final double DEFAULT_BASE = 10_000;
    private static final String ORIGINAL = "original_max_position_embeddings";

    /**
     * Reads the fields.
     *
     * @param wanted how many tokens a sequence shall have; empty for as many as the model has positions
     */
    static RotaryConfig read(JsonFields config, int headWidth, OptionalInt wanted) {
        int positions = config.positive("max_position_embeddings");
        JsonFields own = config.has("rope_parameters") ? config.object("rope_parameters") : config;
        double base = own.number("rope_theta", DEFAULT_BASE);
        if (!(base > 0)) {
            throw own.wrong("rope_theta", "a positive number", "" + base);
        }
        int rotaryWidth = rotaryWidth(own.has("partial_rotary_factor") ? own : config, headWidth);
        JsonFields scaling = config.has("rope_scaling") ? config.object("rope_scaling") : own;
        String type = type(config, scaling);
        if (type.equals("longrope") || type.equals("su")) {
            return new LongRope(config, scaling, positions).read(base, rotaryWidth, wanted);
        }
        Rope rope = new Rope(Rope.Pairing.HALF, base, rotaryWidth, scaling(scaling, type));
        return new RotaryConfig(rope, 1, Contexts.choose(wanted, positions, positions));
    }

    /** Old files call it {@code type}. Where there is a {@code rope_scaling}, it has one. */
    private static String type(JsonFields config, JsonFields scaling) {
        if (scaling.has("rope_type") || (config.has("rope_scaling") && !scaling.has("type"))) {
            return scaling.text("rope_type");
        }
        return scaling == config ? "default" : scaling.optionalText("type").orElse("default");
    }

    private static int rotaryWidth(JsonFields fields, int headWidth) {
        double part = fields.number("partial_rotary_factor", 1);
        int width = (int) (headWidth * part);
        if (!(part > 0 && part <= 1) || width < 2 || width % 2 != 0) {
            throw fields.wrong(
                    "partial_rotary_factor",
                    "a part of the head width " + headWidth + " that is an even number from 2 on",
                    part + ", which is " + width);
        }
        return width;
    }

    private static RopeScaling scaling(JsonFields fields, String type) {
        try {
            return switch (type) {
                case "default" -> new RopeScaling.None();
                case "linear" -> new RopeScaling.Linear(fields.number("factor"));
                case "llama3" ->
                    new RopeScaling.Llama3(
                            fields.number("factor"),
                            fields.number("low_freq_factor"),
                            fields.number("high_freq_factor"),
                            fields.positive(ORIGINAL));
                default -> throw fields.wrong("rope_type", "default, linear, llama3 or longrope", type);
            };
        } catch (IllegalArgumentException outOfRange) {
            throw new ModelException(fields.origin() + ": " + outOfRange.getMessage() + ".", outOfRange);
        }
    }

    /**
     * LongRoPE (Ding et al., 2024): each frequency is divided by a number of its own, which depends on whether sequences
     * may be longer than those of the first training. A sequence does not change its frequencies on the way.
     */
    private record LongRope(JsonFields config, JsonFields scaling, int positions) {
        RotaryConfig read(double base, int rotaryWidth, OptionalInt wanted) {
            int original = (config.has(ORIGINAL) ? config : scaling).atLeast(2, ORIGINAL);
            if (original > positions) {
                throw config.wrong(ORIGINAL, "at most max_position_embeddings, " + positions, "" + original);
            }
            int context = Contexts.choose(wanted, original, positions);
            String factors = context > original ? "long_factor" : "short_factor";
            List<Double> divisors = scaling.numbers(factors);
            if (divisors.size() != rotaryWidth / 2 || divisors.stream().anyMatch(each -> !(each > 0))) {
                throw scaling.wrong(
                        factors,
                        rotaryWidth / 2 + " positive numbers (one for each pair of the rotary width " + rotaryWidth
                                + ")",
                        divisors.size() + " numbers");
            }
            Rope rope = new Rope(Rope.Pairing.HALF, base, rotaryWidth, new RopeScaling.ByPair(divisors));
            return new RotaryConfig(rope, attentionFactor(original), context);
        }

        private double attentionFactor(int original) {
            double longer = (double) positions / original;
            double ofTheLength = longer <= 1 ? 1 : Math.sqrt(1 + Math.log(longer) / Math.log(original));
            double factor = scaling.number("attention_factor", ofTheLength);
            if (!(factor > 0)) {
                throw scaling.wrong("attention_factor", "a positive number", "" + factor);
            }
            return factor;
        }
    }
}
