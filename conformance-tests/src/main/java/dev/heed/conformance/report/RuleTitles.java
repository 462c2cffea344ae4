package dev.heed.conformance.report;

import java.util.Map;
import java.util.Objects;

/** What each rule is about, in a few words. */
final class RuleTitles {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("SPI-8", "Closing"),
            Map.entry("TEN-2", "Inputs are left alone, outputs are new"),
            Map.entry("TEN-3", "Wrong arguments are named"),
            Map.entry("TEN-4", "Empty dimensions"),
            Map.entry("ATT-1", "The pipeline and its order"),
            Map.entry("ATT-2", "Scores"),
            Map.entry("ATT-3", "Softmax of extreme scores"),
            Map.entry("ATT-4", "Boolean masks"),
            Map.entry("ATT-5", "Additive masks"),
            Map.entry("ATT-6", "Nothing to attend to, and nothing excluded leaks"),
            Map.entry("ATT-7", "Causal masks"),
            Map.entry("ATT-8", "Windows"),
            Map.entry("ATT-9", "Key lengths"),
            Map.entry("ATT-10", "Masks compose"),
            Map.entry("ATT-11", "Grouped queries"),
            Map.entry("ATT-12", "Biases by distance"),
            Map.entry("ATT-13", "Patterns: global and local, block-sparse"),
            Map.entry("ATT-14", "Weights returned"),
            Map.entry("ATT-15", "The same bits again"),
            Map.entry("ATT-16", "Many threads"),
            Map.entry("ATT-17", "Ragged batches"),
            Map.entry("ATT-18", "Rotary positions"),
            Map.entry("ENC-2", "What an encoder is made of"),
            Map.entry("ENC-3", "Padding changes nothing"),
            Map.entry("ENC-4", "The order of a batch changes nothing"),
            Map.entry("ENC-5", "Weights are checked"),
            Map.entry("DEC-1", "Any chunks give the same logits"),
            Map.entry("DEC-2", "A step equals computing anew"),
            Map.entry("DEC-3", "Sessions are independent"),
            Map.entry("DEC-4", "Capacity"),
            Map.entry("DEC-5", "Truncate, reorder, fork"),
            Map.entry("DEC-6", "Memories"),
            Map.entry("DEC-7", "A call that fails has not happened"),
            Map.entry("DEC-8", "What the cache takes"),
            Map.entry("DEC-9", "Rows join and leave"),
            Map.entry("DEC-10", "Windows of layers"),
            Map.entry("PRE-1", "Precision as asked for"));

    private RuleTitles() {}

    static String of(String rule) {
        return Objects.requireNonNull(TITLES.get(rule), () -> rule + " has no title");
    }
}
