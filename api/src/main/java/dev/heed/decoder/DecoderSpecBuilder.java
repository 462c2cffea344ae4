package dev.heed.decoder;

import dev.heed.Precision;
import dev.heed.encoder.Norm;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds a {@link DecoderSpec}. Not for use by several threads. */
public final class DecoderSpecBuilder {
    private final TransformerSpec body;
    private OutputHead head = OutputHead.TIED;
    private List<Integer> windows;
    private OptionalInt memoryWidth = OptionalInt.empty();
    private Optional<Norm> queryKeyNorm = Optional.empty();
    private boolean outputNorms;
    private Precision weightPrecision = Precision.FLOAT32;
    private Precision cachePrecision = Precision.FLOAT32;

    DecoderSpecBuilder(TransformerSpec body) {
        this.body = body;
        this.windows = DecoderSpec.unbounded(body.layers());
    }

    /** How a state becomes logits. */
    public DecoderSpecBuilder head(OutputHead value) {
        head = value;
        return this;
    }

    /** For each layer, how many keys before its own a query sees. */
    public DecoderSpecBuilder windows(List<Integer> value) {
        windows = value;
        return this;
    }

    /** The width of the memory that every layer attends to. */
    public DecoderSpecBuilder memoryWidth(int value) {
        memoryWidth = OptionalInt.of(value);
        return this;
    }

    /** A norm of each head of query and key. */
    public DecoderSpecBuilder queryKeyNorm(Norm value) {
        queryKeyNorm = Optional.of(value);
        return this;
    }

    /** Whether what comes out of a block is normalised too. */
    public DecoderSpecBuilder outputNorms(boolean value) {
        outputNorms = value;
        return this;
    }

    /** What the weights are kept in. */
    public DecoderSpecBuilder weightPrecision(Precision value) {
        weightPrecision = value;
        return this;
    }

    /** What keys and values are kept in. */
    public DecoderSpecBuilder cachePrecision(Precision value) {
        cachePrecision = value;
        return this;
    }

    /** The spec. */
    public DecoderSpec build() {
        return new DecoderSpec(
                body, head, windows, memoryWidth, queryKeyNorm, outputNorms, weightPrecision, cachePrecision);
    }
}
