package dev.heed.nd4j;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder's weights, the matrices in native memory; a tied head's is there once. */
final class DecoderWeights implements AutoCloseable {
    private final NativeArena arena = new NativeArena();
    private final Rows tokens;
    private final @Nullable NormRow embeddingNorm;
    private final List<DecoderLayer> layers = new ArrayList<>();
    private final @Nullable NormRow finalNorm;
    private final Linear head;
    private final PositionTables positions;

    /** Copies them to native memory; if that fails, nothing stays there. */
    DecoderWeights(DecoderSpec spec, Weights weights) {
        TransformerSpec body = spec.body();
        boolean complete = false;
        try {
            tokens = table(weights, "embedding.token.weight", body.width());
            embeddingNorm = spec.embeddings().norm()
                    ? Layer.norm(body.norm(), weights.in("embedding.norm."), body.width())
                    : null;
            for (int i = 0; i < body.layers(); i++) {
                layers.add(DecoderLayer.of(spec, weights.in("layer." + i + "."), arena));
            }
            finalNorm = body.finalNorm() ? Layer.norm(body.norm(), weights.in("final.norm."), body.width()) : null;
            Rows table = spec.head().tied() ? tokens : table(weights, "head.weight", body.width());
            head = new Linear(table, weights.arrayOrZeros("head.bias", spec.vocabulary()));
            positions = new PositionTables(body, weights);
            complete = true;
        } finally {
            if (!complete) {
                arena.close();
            }
        }
    }

    private Rows table(Weights weights, String name, int width) {
        NativeFloats table = arena.copyOf(weights.floats(name));
        return Rows.of(table, (int) (table.capacity() / width), width);
    }

    /** [vocabulary, width]. */
    Rows tokens() {
        return tokens;
    }

    @Nullable
    NormRow embeddingNorm() {
        return embeddingNorm;
    }

    List<DecoderLayer> layers() {
        return layers;
    }

    @Nullable
    NormRow finalNorm() {
        return finalNorm;
    }

    /** From the width to the vocabulary. */
    Linear head() {
        return head;
    }

    PositionTables positions() {
        return positions;
    }

    @Override
    public void close() {
        arena.close();
    }
}
