package dev.heed.conformance;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;

/** Random inputs of one size for an attention. */
record AttentionDraw(int batch, int queries, int keys) {
    /** Standard normal query, key and value. */
    AttentionInputs inputs(Draw draw, AttentionSpec spec) {
        return AttentionInputs.of(
                draw.normal(batch, spec.heads(), queries, spec.headWidth()),
                draw.normal(batch, spec.keyValueHeads(), keys, spec.headWidth()),
                draw.normal(batch, spec.keyValueHeads(), keys, spec.valueWidth()));
    }

    /** Whole numbers, so that every score of a dot product is exact. */
    AttentionInputs wholeInputs(Draw draw, AttentionSpec spec, int most) {
        return AttentionInputs.of(
                draw.whole(most, batch, spec.heads(), queries, spec.headWidth()),
                draw.whole(most, batch, spec.keyValueHeads(), keys, spec.headWidth()),
                draw.normal(batch, spec.keyValueHeads(), keys, spec.valueWidth()));
    }

    /** A check of a spec on standard normal inputs, with its learned parameters drawn too. */
    AttentionCheck check(Draw draw, AttentionSpec spec) {
        return new AttentionCheck(spec, draw.weights(spec.weightShapes()), inputs(draw, spec));
    }
}
