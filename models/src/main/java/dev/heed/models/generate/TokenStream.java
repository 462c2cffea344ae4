package dev.heed.models.generate;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/** Token ids as they come. The id that ends a text is not among them. */
final class TokenStream implements SteppedStream<Integer> {
    private final TokenSource source;
    private final Set<Integer> stopIds;
    private final OptionalInt maxTokens;
    private final AtomicReference<FinishReason> reason = new AtomicReference<>();
    private OptionalInt next = OptionalInt.empty();
    private int tokens;

    TokenStream(TokenSource source, Set<Integer> stopIds, OptionalInt maxTokens) {
        this.source = source;
        this.stopIds = stopIds;
        this.maxTokens = maxTokens;
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty() && finish().isEmpty()) {
            try {
                compute();
            } catch (RuntimeException | Error failure) {
                boolean closedMeanwhile = finish().isPresent();
                end(FinishReason.CANCELLED);
                if (!closedMeanwhile || failure instanceof Error) {
                    throw failure;
                }
            }
        }
        if (reason.get() == FinishReason.CANCELLED) {
            next = OptionalInt.empty();
        }
        return next.isPresent();
    }

    private void compute() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The thread was interrupted after " + tokens + " tokens were generated.");
        }
        if (wantsToken()) {
            int token = source.next();
            if (stopIds.contains(token)) {
                end(FinishReason.STOP_ID);
            } else {
                tokens++;
                next = OptionalInt.of(token);
            }
        }
    }

    @Override
    public boolean wantsToken() {
        if (finish().isEmpty()) {
            if (maxTokens.isPresent() && tokens >= maxTokens.getAsInt()) {
                end(FinishReason.MAX_TOKENS);
            } else if (!source.hasRoom()) {
                end(FinishReason.CONTEXT_FULL);
            }
        }
        return finish().isEmpty();
    }

    @Override
    public Optional<Integer> step() {
        return hasNext() ? Optional.of(next()) : Optional.empty();
    }

    @Override
    public Integer next() {
        if (next.isEmpty() && !hasNext()) {
            throw new NoSuchElementException("The text has ended: " + reason.get() + ".");
        }
        int token = next.getAsInt();
        next = OptionalInt.empty();
        return token;
    }

    @Override
    public Optional<FinishReason> finish() {
        return Optional.ofNullable(reason.get());
    }

    @Override
    public int tokens() {
        return tokens;
    }

    @Override
    public void close() {
        end(FinishReason.CANCELLED);
    }

    /** Ends for a reason, unless it has ended for another. */
    void end(FinishReason why) {
        reason.compareAndSet(null, why);
        source.close();
    }
}
