package dev.heed.conformance.mutants;

import dev.heed.attention.Mask;

/** A mask rebuilt part by part; a subclass rebuilds a part wrongly. */
class ChangedMask implements Mask.Cases<Mask> {
    @Override
    public Mask none(Mask.None mask) {
        return mask;
    }

    @Override
    public Mask causal(Mask.Causal mask) {
        return mask;
    }

    @Override
    public Mask window(Mask.Window mask) {
        return mask;
    }

    @Override
    public Mask keyLengths(Mask.KeyLengths mask) {
        return mask;
    }

    @Override
    public Mask allowed(Mask.Allowed mask) {
        return mask;
    }

    @Override
    public Mask additive(Mask.Additive mask) {
        return mask;
    }

    @Override
    public Mask globalLocal(Mask.GlobalLocal mask) {
        return mask;
    }

    @Override
    public Mask blockSparse(Mask.BlockSparse mask) {
        return mask;
    }

    @Override
    public Mask all(Mask.All mask) {
        return new Mask.All(mask.masks().stream().map(each -> each.match(this)).toList());
    }
}
