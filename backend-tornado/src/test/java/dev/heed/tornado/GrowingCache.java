package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;

/**
 * A decoder with a session that holds a token, one whose first call needs a larger cache, and another decoder with a
 * session like the first, which nothing disturbs.
 */
record GrowingCache(
        Backend backend,
        Decoder decoder,
        Decoder other,
        DecoderSession few,
        DecoderSession undisturbed,
        DecoderSession many)
        implements AutoCloseable {
    private static final int ROWS = 65;

    static GrowingCache open() {
        Backend backend = TestedBackend.open();
        Decoder decoder = SmallModels.decoder(backend);
        Decoder other = SmallModels.decoder(backend);
        GrowingCache opened = new GrowingCache(
                backend,
                decoder,
                other,
                SmallModels.session(decoder, 1),
                SmallModels.session(other, 1),
                SmallModels.session(decoder, ROWS));
        opened.requireUndisturbed(4);
        return opened;
    }

    /** The call for which the cache has to grow; the logits of its first row. */
    float[] grow() {
        float[] first = new float[20];
        System.arraycopy(SmallModels.feed(many, ROWS, 4), 0, first, 0, first.length);
        return first;
    }

    /** Both decoders go on, and alike. */
    void requireUndisturbed(int token) {
        assertThat(SmallModels.feed(few, 1, token)).isEqualTo(SmallModels.feed(undisturbed, 1, token));
    }

    @Override
    public void close() {
        backend.close();
    }
}
