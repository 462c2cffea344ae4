package dev.heed.nd4j;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder's weights, the matrices in native memory; a tied head's is there once. */
final class DecoderWeights implements AutoCloseable {
    private final NativeArena arena = new NativeArena();
    private final @Nullable Rows tokens;
    private final @Nullable NormRow embeddingNorm;
    private final List<DecoderLayer> layers = new ArrayList<>();
    private final @Nullable NormRow finalNorm;
    private final Projection head;
    private final PositionTables positions;

    /** Copies them to native memory; if that fails, nothing stays there. */
    DecoderWeights(DecoderSpec spec, Weights weights, Nd4jBackend backend) {
        TransformerSpec body = spec.body();
        boolean complete = false;
        try {
            boolean tied = spec.head().tied();
            FloatBuffer table = weights.floats("embedding.token.weight");
            tokens = tied ? null : Rows.of(arena.copyOf(table), spec.vocabulary(), body.width());
            embeddingNorm = spec.embeddings().norm()
                    ? Layer.norm(body.norm(), weights.in("embedding.norm."), body.width())
                    : null;
            for (int i = 0; i < body.layers(); i++) {
                layers.add(DecoderLayer.of(spec, weights.in("layer." + i + "."), arena, backend));
            }
            finalNorm = body.finalNorm() ? Layer.norm(body.norm(), weights.in("final.norm."), body.width()) : null;
            float[] bias = weights.arrayOrZeros("head.bias", spec.vocabulary());
            head = Projection.of(arena, body.width(), bias, backend, tied ? table : weights.floats("head.weight"));
            positions = new PositionTables(body, weights);
            complete = true;
        } finally {
            if (!complete) {
                arena.close();
            }
        }
    }

    /** Reads a token's embedding. */
    void embedding(int token, float[] into) {
        if (tokens == null) {
            head.weightsOf(token, into);
        } else {
            tokens.get(token, into, 0);
        }
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
    Projection head() {
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
