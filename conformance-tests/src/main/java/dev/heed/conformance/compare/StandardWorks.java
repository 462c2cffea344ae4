package dev.heed.conformance.compare;

import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The works of a comparison: an encoder of MiniLM's shape on three batches, and long attention. */
final class StandardWorks {
    private static final int VOCABULARY = 30_522;
    private static final int HEADS = 8;
    private static final int HEAD_WIDTH = 64;

    private StandardWorks() {}

    /** An encoder of any shape on batches of the given [batch, length]. */
    static List<Work> encoder(String name, TransformerSpec spec, long seed, List<Shape> batches) {
        Supplier<Map<String, Tensor>> weights = once(() -> new RandomTensors(seed).weights(spec.weightShapes()));
        int vocabulary = spec.embeddings().orElseThrow().vocabulary();
        List<Work> works = new ArrayList<>();
        for (Shape batch : batches) {
            works.add(new EncoderWork(name, spec, weights, new RandomTensors(seed + 1).ids(vocabulary, batch)));
        }
        return works;
    }

    /** 6 layers of 384, as all-MiniLM-L6-v2 has them. */
    static List<Work> miniLm(long seed) {
        TransformerSpec spec = TransformerSpec.builder(6, 384, 12, 1536)
                .positions(new Positions.Learned(512, 0))
                .embeddings(new Embeddings(VOCABULARY, 2, true, 1.0))
                .build();
        return encoder("MiniLM's shape", spec, seed, List.of(Shape.of(32, 128), Shape.of(1, 16), Shape.of(8, 64)));
    }

    /** Self-attention of one sequence, over all keys and causal. */
    static List<Work> attention(int length, long seed) {
        Shape shape = Shape.of(1, HEADS, length, HEAD_WIDTH);
        RandomTensors random = new RandomTensors(seed);
        AttentionInputs inputs =
                AttentionInputs.of(random.normal(0, 1, shape), random.normal(0, 1, shape), random.normal(0, 1, shape));
        AttentionSpec all = AttentionSpec.builder(HEADS, HEAD_WIDTH).build();
        AttentionSpec causal = all.toBuilder().mask(Mask.causal()).build();
        return List.of(new AttentionWork(all, inputs), new AttentionWork(causal, inputs));
    }

    private static <T> Supplier<T> once(Supplier<T> supplier) {
        return new Supplier<>() {
            private final List<T> value = new ArrayList<>();

            @Override
            public synchronized T get() {
                if (value.isEmpty()) {
                    value.add(supplier.get());
                }
                return value.get(0);
            }
        };
    }
}
