package dev.heed.models.generate;

import java.util.NoSuchElementException;
import java.util.Optional;

/** Text as it comes, in pieces of one token or some; no piece is empty. */
final class TextStream implements SteppedStream<String> {
    private final TokenStream tokens;
    private final Detokenizer detokenizer;
    private final StopWords stopWords;
    private String next = "";
    private boolean drained;
    private volatile boolean closed;

    TextStream(TokenStream tokens, Detokenizer detokenizer, StopWords stopWords) {
        this.tokens = tokens;
        this.detokenizer = detokenizer;
        this.stopWords = stopWords;
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && !drained) {
            try {
                compute();
            } catch (RuntimeException | Error failure) {
                drained = true;
                tokens.close();
                throw failure;
            }
        }
        if (closed) {
            drained = true;
            next = "";
        }
        return !next.isEmpty();
    }

    private void compute() {
        if (tokens.hasNext()) {
            next = stopWords.add(detokenizer.add(tokens.next()));
        } else {
            drained = true;
            next = closed ? "" : rest();
        }
        if (stopWords.found()) {
            drained = true;
            tokens.end(FinishReason.STOP_WORD);
        }
    }

    private String rest() {
        String text = stopWords.add(detokenizer.rest());
        return stopWords.found() ? text : text + stopWords.rest();
    }

    @Override
    public boolean wantsToken() {
        return tokens.wantsToken();
    }

    @Override
    public Optional<String> step() {
        compute();
        return next.isEmpty() ? Optional.empty() : Optional.of(next());
    }

    @Override
    public String next() {
        if (next.isEmpty() && !hasNext()) {
            throw new NoSuchElementException("The text has ended.");
        }
        String piece = next;
        next = "";
        return piece;
    }

    @Override
    public Optional<FinishReason> finish() {
        return tokens.finish();
    }

    @Override
    public int tokens() {
        return tokens.tokens();
    }

    @Override
    public void close() {
        closed = true;
        tokens.close();
    }
}
