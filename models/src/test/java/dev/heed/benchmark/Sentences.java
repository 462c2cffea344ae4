package dev.heed.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Short English sentences of 5 to 20 words, all of them different. */
final class Sentences {
    private static final List<String> WHO =
            List.of("A man", "The old woman next door", "My brother", "A group of young children");
    private static final List<String> WHAT =
            List.of("is eating food", "plays the violin", "walked home", "bought a second-hand bicycle");
    private static final List<String> WHERE = List.of(
            ".",
            " in the park.",
            " while it was raining heavily outside.",
            " and then told everyone at the market about it in great detail.");

    private Sentences() {}

    /** 64 of them, in an order that mixes short and long. */
    static List<String> all() {
        List<String> all = new ArrayList<>();
        for (String who : WHO) {
            for (String what : WHAT) {
                for (String where : WHERE) {
                    all.add(who + " " + what + where);
                }
            }
        }
        return List.copyOf(all);
    }
}
