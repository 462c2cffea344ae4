package dev.heed.tornado;

import java.util.ArrayList;
import java.util.List;

/** Keys of one batch entry, as ranges in ascending order that do not touch one another's keys. */
record KeySpans(List<Span> spans) {
    /** The keys from one up to another, which is not among them. */
    record Span(int from, int to) {}

    static KeySpans none() {
        return new KeySpans(List.of());
    }

    /** One range; none if it is empty. */
    static KeySpans of(int from, int to) {
        return from < to ? new KeySpans(List.of(new Span(from, to))) : none();
    }

    /** The keys that are in both. */
    KeySpans and(KeySpans other) {
        List<Span> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < spans.size() && j < other.spans.size()) {
            Span a = spans.get(i);
            Span b = other.spans.get(j);
            int from = Math.max(a.from, b.from);
            int to = Math.min(a.to, b.to);
            if (from < to) {
                both.add(new Span(from, to));
            }
            if (a.to < b.to) {
                i++;
            } else {
                j++;
            }
        }
        return new KeySpans(both);
    }
}
