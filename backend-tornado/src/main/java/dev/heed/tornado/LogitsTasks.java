package dev.heed.tornado;

import dev.heed.decoder.DecoderSpec;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What makes logits of the states of some rows, in a graph: their norm, the head, and its soft cap. */
final class LogitsTasks {
    private final DecoderSpec spec;
    private final TransformerWeights weights;
    private final GraphParts parts;
    private final IntArray only = LayerData.only();

    LogitsTasks(GraphParts parts, DecoderSpec spec, TransformerWeights weights) {
        this.parts = parts;
        this.spec = spec;
        this.weights = weights;
    }

    /**
     * Adds the tasks.
     *
     * @param picks how many rows, then which
     * @param most the most rows
     */
    void add(KernelChoice choice, FloatArray states, IntArray picks, int most, FloatArray logits) {
        int width = spec.body().width();
        int vocabulary = spec.vocabulary();
        parts.sent(picks);
        parts.constant(only);
        parts.own(logits);
        FloatArray input = picked(states, picks, most);
        FloatArray scratch = choice == KernelChoice.TILES
                ? parts.nothing()
                : parts.own(new FloatArray(Capacity.of(PanelProduct.scratch(most, vocabulary))));
        IntArray sizes = parts.shape(width, vocabulary, 0);
        parts.product(new KernelChoice.Product(
                input,
                weights.get("head.weight"),
                weights.get("head.bias"),
                parts.nothing(),
                logits,
                scratch,
                picks,
                sizes,
                only,
                Functions.IDENTITY,
                MatrixProduct.ALONE));
        spec.head()
                .softCap()
                .ifPresent(cap -> parts.task(() -> parts.graph()
                        .tasks()
                        .task(
                                parts.overRows("softCap", vocabulary),
                                SoftCap::apply,
                                parts.graph().context(),
                                logits,
                                picks,
                                sizes,
                                (float) cap)));
    }

    /** The rows that are picked, normalised and scaled. Without a norm they are scaled as they are picked. */
    private FloatArray picked(FloatArray states, IntArray picks, int most) {
        int width = spec.body().width();
        boolean norm = spec.body().finalNorm();
        FloatArray picked = parts.own(new FloatArray(Math.multiplyExact(most, width)));
        IntArray shape = parts.shape(width);
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overRows("pickedRows", width),
                        PickedRows::pick,
                        parts.graph().context(),
                        states,
                        picked,
                        picks,
                        shape,
                        norm ? 1f : (float) spec.head().scale()));
        if (!norm) {
            return picked;
        }
        FloatArray normed = parts.own(new FloatArray(Math.multiplyExact(most, width)));
        parts.norm(
                spec.body().norm(),
                scaled(weights.get("final.norm.weight")),
                scaled(weights.get("final.norm.bias")),
                width,
                picked,
                parts.nothing(),
                normed,
                only);
        return normed;
    }

    /** What the head's scale makes of the weight of the norm before it. */
    private FloatArray scaled(FloatArray weight) {
        if (spec.head().scale() == 1) {
            return weight;
        }
        FloatArray scaled = new FloatArray(weight.getSize());
        for (int i = 0; i < weight.getSize(); i++) {
            scaled.set(i, (float) (weight.get(i) * spec.head().scale()));
        }
        return scaled;
    }
}
