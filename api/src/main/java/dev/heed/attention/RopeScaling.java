package dev.heed.attention;

import java.util.List;

/** How the frequencies of rotary positions are changed for contexts longer than those of the first training. */
public sealed interface RopeScaling {
    /** Not at all. */
    record None() implements RopeScaling {
        @Override
        public double scaled(double frequency, int pair) {
            return frequency;
        }
    }

    /** All frequencies are divided by one factor: positions are interpolated (Chen et al., 2023). */
    record Linear(double factor) implements RopeScaling {
        /** Checks the factor. */
        public Linear {
            requirePositive("factor", factor);
        }

        @Override
        public double scaled(double frequency, int pair) {
            return frequency / factor;
        }
    }

    /**
     * Llama 3's: with the wavelength λ = 2π / frequency, short ones (λ below originalContext / highFactor) stay, long
     * ones (above originalContext / lowFactor) are divided by the factor, and those between change smoothly from one to
     * the other. {@code rope_type: llama3} of Hugging Face, whose names the numbers have there: {@code
     * low_freq_factor}, {@code high_freq_factor}, {@code original_max_position_embeddings}.
     */
    record Llama3(double factor, double lowFactor, double highFactor, int originalContext) implements RopeScaling {
        /** Checks the numbers. */
        public Llama3 {
            requirePositive("factor", factor);
            requirePositive("lowFactor", lowFactor);
            if (!(highFactor > lowFactor) || Double.isInfinite(highFactor)) {
                throw new IllegalArgumentException(
                        "highFactor: expected more than lowFactor, " + lowFactor + ", got " + highFactor);
            }
            if (originalContext < 1) {
                throw new IllegalArgumentException("originalContext: expected 1 or more, got " + originalContext);
            }
        }

        @Override
        public double scaled(double frequency, int pair) {
            double turns = originalContext * frequency / (2 * Math.PI);
            double kept = Math.max(0, Math.min(1, (turns - lowFactor) / (highFactor - lowFactor)));
            return kept * frequency + (1 - kept) * frequency / factor;
        }
    }

    /**
     * Each pair's frequency is divided by a number of its own, as in LongRoPE (Ding et al., 2024).
     *
     * @param divisors rotaryWidth / 2 positive numbers
     */
    record ByPair(List<Double> divisors) implements RopeScaling {
        /** Copies the numbers and checks them. */
        public ByPair {
            divisors = List.copyOf(divisors);
            for (int k = 0; k < divisors.size(); k++) {
                requirePositive("divisors[" + k + "]", divisors.get(k));
            }
        }

        @Override
        public double scaled(double frequency, int pair) {
            return frequency / divisors.get(pair);
        }
    }

    /** The frequency of a pair, changed. */
    double scaled(double frequency, int pair);

    private static void requirePositive(String name, double number) {
        if (!(number > 0) || Double.isInfinite(number)) {
            throw new IllegalArgumentException(name + ": expected a positive number, got " + number);
        }
    }
}
