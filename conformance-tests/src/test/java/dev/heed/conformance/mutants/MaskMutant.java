package dev.heed.conformance.mutants;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;

/** Goes wrong in every mask, of a spec and of a call. */
final class MaskMutant extends Mutant {
    private final ChangedMask change;

    MaskMutant(ChangedMask change) {
        this.change = change;
    }

    @Override
    AttentionSpec change(AttentionSpec spec) {
        return spec.toBuilder().mask(spec.mask().match(change)).build();
    }

    @Override
    AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
        Mask mask = inputs.mask().match(change);
        return new AttentionInputs(
                inputs.query(),
                inputs.key(),
                inputs.value(),
                mask,
                inputs.queryLengths(),
                inputs.queryPositions(),
                inputs.keyPositions());
    }

    @Override
    TransformerSpec change(TransformerSpec spec) {
        TransformerSpecBuilder copy = SpecCopy.of(spec);
        return copy.mask(spec.mask().match(change)).build();
    }
}
