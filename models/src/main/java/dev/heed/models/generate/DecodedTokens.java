package dev.heed.models.generate;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/** Tokens of one sequence, each chosen from the logits after the one before. */
final class DecodedTokens implements TokenSource {
    private final DecoderSession session;
    private final TokenChooser chooser;
    private final ContextOverflow overflow;
    private final TokenList tokens;
    private int[] waiting;

    /** Goes on from a prompt in a session that is empty and becomes this object's. */
    DecodedTokens(DecoderSession session, int[] prompt, TokenChooser chooser, ContextOverflow overflow) {
        this.session = session;
        this.chooser = chooser;
        this.overflow = overflow;
        this.tokens = new TokenList(prompt);
        this.waiting = prompt;
    }

    @Override
    public boolean hasRoom() {
        return overflow instanceof ContextOverflow.Slide || fits();
    }

    private boolean fits() {
        return session.length(0) + waiting.length <= session.capacity();
    }

    @Override
    public int next() {
        if (!fits() && overflow instanceof ContextOverflow.Slide slide) {
            session.truncate(0, 0);
            waiting = tokens.from(Math.max(0, tokens.size() - slide.kept()));
        }
        float[] logits = session.feed(DecoderInputs.of(row(waiting))).logits().toFloatArray();
        int token = chooser.choose(tokens, logits);
        tokens.add(token);
        waiting = new int[] {token};
        return token;
    }

    /** Tokens as one row. */
    static Tensor row(int... tokens) {
        return Tensor.of(Shape.of(1, tokens.length), tokens);
    }

    @Override
    public void close() {
        session.close();
    }
}
