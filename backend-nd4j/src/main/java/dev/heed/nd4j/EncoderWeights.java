package dev.heed.nd4j;

import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An encoder's weights, the matrices in native memory. */
final class EncoderWeights implements AutoCloseable {
    private final NativeArena memory = new NativeArena();
    private final TransformerSpec spec;
    private final @Nullable Rows tokens;
    private final @Nullable Rows segments;
    private final @Nullable NormRow embeddingNorm;
    private final List<Layer> layers = new ArrayList<>();
    private final @Nullable NormRow finalNorm;
    private final PositionTables positions;

    /** Copies them to native memory; if that fails, nothing stays there. */
    EncoderWeights(TransformerSpec spec, Weights weights) {
        this.spec = spec;
        boolean complete = false;
        try {
            tokens = table(weights, "embedding.token.weight");
            segments = table(weights, "embedding.segment.weight");
            boolean normed = spec.embeddings().map(Embeddings::norm).orElse(false);
            embeddingNorm = normed ? Layer.norm(spec.norm(), weights.in("embedding.norm."), spec.width()) : null;
            for (int i = 0; i < spec.layers(); i++) {
                layers.add(Layer.of(spec, weights.in("layer." + i + "."), memory));
            }
            finalNorm = spec.finalNorm() ? Layer.norm(spec.norm(), weights.in("final.norm."), spec.width()) : null;
            positions = new PositionTables(spec, weights);
            complete = true;
        } finally {
            if (!complete) {
                memory.close();
            }
        }
    }

    private @Nullable Rows table(Weights weights, String name) {
        if (!weights.has(name)) {
            return null;
        }
        NativeFloats table = memory.copyOf(weights.floats(name));
        return Rows.of(table, (int) (table.capacity() / spec.width()), spec.width());
    }

    /** [vocabulary, width]; null for an encoder of features. */
    @Nullable
    Rows tokens() {
        return tokens;
    }

    /** [segments, width]; null for an encoder without. */
    @Nullable
    Rows segments() {
        return segments;
    }

    @Nullable
    NormRow embeddingNorm() {
        return embeddingNorm;
    }

    List<Layer> layers() {
        return layers;
    }

    @Nullable
    NormRow finalNorm() {
        return finalNorm;
    }

    PositionTables positions() {
        return positions;
    }

    @Override
    public void close() {
        memory.close();
    }
}
