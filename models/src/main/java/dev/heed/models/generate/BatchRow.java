package dev.heed.models.generate;

import dev.heed.decoder.DecoderSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One prompt of a running batch: what its row is fed, and what becomes of the logits. What fails here fails for this
 * prompt alone.
 *
 * @param <T> a piece of what is generated
 * @param <R> the pieces together
 */
final class BatchRow<T, R> implements TokenSource {
    private final Consumer<DecoderSession> entering;
    private final GrowingText text;
    private final SteppedStream<T> stream;
    private final Consumer<? super T> consumer;
    private final Function<List<T>, R> joining;
    private final List<T> pieces = new ArrayList<>();
    private final CompletableFuture<Generated<R>> result = new CompletableFuture<>();
    private float[] logits = {};

    /**
     * A row for a text.
     *
     * @param entering adds an empty row for it to a session
     * @param ending makes the stream that takes this row's tokens and knows where they end
     */
    BatchRow(
            Consumer<DecoderSession> entering,
            GrowingText text,
            Function<TokenSource, SteppedStream<T>> ending,
            Consumer<? super T> consumer,
            Function<List<T>, R> joining) {
        this.entering = entering;
        this.text = text;
        this.consumer = consumer;
        this.joining = joining;
        this.stream = ending.apply(this);
    }

    CompletableFuture<Generated<R>> result() {
        return result;
    }

    /** Whether it has left, or is to leave: it is complete, has failed, or was cancelled. */
    boolean ended() {
        return result.isDone();
    }

    /** Becomes a session's last row. False if it has failed instead: then the session is as it was (rule DEC-7). */
    boolean joins(DecoderSession session) {
        try {
            entering.accept(session);
            return true;
        } catch (RuntimeException | Error failure) {
            fail(failure);
            return false;
        }
    }

    /** As {@link GrowingText#slides}. */
    boolean slides() {
        return text.slides();
    }

    /** As {@link GrowingText#waiting}. */
    int[] waiting() {
        return text.waiting();
    }

    /**
     * Goes on.
     *
     * @param count how many of the tokens that waited were fed
     * @param after the logits after the last of them
     */
    void take(int count, float[] after) {
        try {
            if (text.fed(count)) {
                logits = after;
                stream.step().ifPresent(this::hand);
                if (!stream.wantsToken()) {
                    finish();
                }
            }
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void finish() {
        while (stream.hasNext()) {
            hand(stream.next());
        }
        result.complete(new Generated<>(
                joining.apply(pieces), stream.tokens(), stream.finish().orElseThrow()));
    }

    private void hand(T piece) {
        if (!ended()) {
            pieces.add(piece);
            consumer.accept(piece);
        }
    }

    void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }

    void cancel() {
        result.cancel(false);
    }

    @Override
    public boolean hasRoom() {
        return text.hasRoom();
    }

    /** The token that the logits at hand say. */
    @Override
    public int next() {
        return text.choose(logits);
    }

    /** Nothing: its row of the session is the batch's. */
    @Override
    public void close() {}
}
