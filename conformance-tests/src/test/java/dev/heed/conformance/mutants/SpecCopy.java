package dev.heed.conformance.mutants;

import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;

/** A builder that starts from a spec. */
final class SpecCopy {
    private SpecCopy() {}

    static TransformerSpecBuilder of(TransformerSpec spec) {
        TransformerSpecBuilder copy = TransformerSpec.builder(
                        spec.layers(), spec.width(), spec.heads(), spec.feedForwardWidth())
                .keyValueHeads(spec.keyValueHeads())
                .headWidth(spec.headWidth())
                .activation(spec.activation())
                .norm(spec.norm())
                .placement(spec.placement())
                .finalNorm(spec.finalNorm())
                .positions(spec.positions())
                .biases(spec.biases())
                .score(spec.score())
                .mask(spec.mask())
                .precision(spec.precision());
        spec.embeddings().ifPresent(copy::embeddings);
        spec.scale().ifPresent(copy::scale);
        spec.softCap().ifPresent(copy::softCap);
        return copy;
    }
}
