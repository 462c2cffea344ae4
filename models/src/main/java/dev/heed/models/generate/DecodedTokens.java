package dev.heed.models.generate;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/** Tokens of one sequence, each chosen from the logits after the one before. */
final class DecodedTokens implements TokenSource {
    private final DecoderSession session;
    private final GrowingText text;

    /** Goes on from a prompt in a session that is empty and becomes this object's. */
    DecodedTokens(DecoderSession session, int[] prompt, TokenChooser chooser, ContextOverflow overflow) {
        this.session = session;
        this.text = new GrowingText(prompt, session.capacity(), chooser, overflow);
    }

    @Override
    public boolean hasRoom() {
        return text.hasRoom();
    }

    @Override
    public int next() {
        if (text.slides()) {
            session.truncate(0, 0);
        }
        int[] fed = text.waiting();
        float[] logits = session.feed(DecoderInputs.of(row(fed))).logits().toFloatArray();
        text.fed(fed.length);
        return text.choose(logits);
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
