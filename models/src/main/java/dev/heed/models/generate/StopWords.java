package dev.heed.models.generate;

import java.util.List;

/** Looks for words in a text that comes in pieces, and holds back what may become one. */
final class StopWords {
    private final List<String> words;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopWords(List<String> words) {
        this.words = words;
    }

    /** Whether a word has come. */
    boolean found() {
        return found;
    }

    /** The text that is certain to come before any word. */
    String add(String piece) {
        held.append(piece);
        int first = -1;
        for (String word : words) {
            int at = held.indexOf(word);
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }
        found = first >= 0;
        int certain = found ? first : held.length() - beginningOfAWord();
        String text = held.substring(0, certain);
        held.delete(0, found ? held.length() : certain);
        return text;
    }

    /** What was held back. */
    String rest() {
        String text = held.toString();
        held.setLength(0);
        return text;
    }

    /** How many characters at the end a word may begin with. */
    private int beginningOfAWord() {
        int longest = 0;
        for (String word : words) {
            for (int length = Math.min(word.length() - 1, held.length()); length > longest; length--) {
                if (word.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
