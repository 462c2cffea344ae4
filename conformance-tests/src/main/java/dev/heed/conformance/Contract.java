package dev.heed.conformance;

import java.util.Locale;
import java.util.Set;

/**
 * What a backend can be certified for. A contract is claimed by a backend that passes any of its cases. To be certified
 * for it a whole run fails nothing, at least {@link #minimum()} of the contract's cases pass, and so do half of the cases
 * of each of its rules but those that {@link #mayBeRefused(String) may be refused}.
 */
public enum Contract {
    /** Attention. Scores beyond the dot product, biases, patterns, rotary positions and lower precisions may be refused. */
    ATTENTION(300),

    /** Encoders. Lower precisions may be refused. */
    ENCODER(80),

    /** Decoders. Memories, windows and lower precisions may be refused. */
    DECODER(200);

    private final int minimum;

    Contract(int minimum) {
        this.minimum = minimum;
    }

    /** How many of its cases must pass. */
    public int minimum() {
        return minimum;
    }

    /** Whether all cases of a rule may be refused. */
    public boolean mayBeRefused(String rule) {
        Set<String> optional =
                switch (this) {
                    case ATTENTION -> Set.of("ATT-2", "ATT-12", "ATT-13", "ATT-18", "PRE-1");
                    case ENCODER -> Set.of("PRE-1");
                    case DECODER -> Set.of("DEC-6", "DEC-10", "PRE-1");
                };
        return optional.contains(rule);
    }

    /** The name that a certificate has for it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
