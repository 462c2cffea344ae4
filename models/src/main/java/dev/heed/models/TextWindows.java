package dev.heed.models;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Cuts any number of texts into lists of bounded size, read only when they are asked for. */
final class TextWindows implements Iterator<List<String>> {
    private static final int MOST_CHARS = 1 << 22;

    private final Iterator<String> texts;
    private long index;

    TextWindows(Iterator<String> texts) {
        this.texts = texts;
    }

    Stream<List<String>> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public boolean hasNext() {
        return texts.hasNext();
    }

    @Override
    public List<String> next() {
        if (!texts.hasNext()) {
            throw new NoSuchElementException();
        }
        List<String> window = new ArrayList<>();
        long chars = 0;
        while (texts.hasNext() && window.size() < TextEmbedder.WINDOW && chars < MOST_CHARS) {
            String text = texts.next();
            if (text == null) {
                throw new IllegalArgumentException("texts[" + index + "]: expected a text, got null");
            }
            window.add(text);
            chars += text.length();
            index++;
        }
        return window;
    }
}
