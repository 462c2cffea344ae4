package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a cache of blocks must get right besides the suite's rules: sharing, branching and gathering them. */
class DjlDecoderTest {
    private static final int VOCABULARY = 23;
    private static final DecoderSpec SPEC = DecoderSpec.builder(TransformerSpec.builder(2, 12, 4, 20)
                    .keyValueHeads(2)
                    .norm(Norm.rmsNorm(1e-5))
                    .placement(NormPlacement.PRE)
                    .finalNorm(true)
                    .embeddings(new Embeddings(VOCABULARY, 0, false, 1))
                    .build())
            .build();
    private static final long PAGE_BYTES = SPEC.cachedNumbers() * Float.BYTES * KeyValueCache.PAGE;

    private final Random random = new Random(11);

    @Test
    void dec5_rowsThatBranchEveryStep_equalTheOracles() {
        Map<String, Tensor> weights = weights(SPEC);
        try (Backend djl = open();
                Backend oracle = new OracleBackend();
                Decoder decoder = djl.decoder(SPEC, weights);
                Decoder expected = oracle.decoder(SPEC, weights);
                DecoderSession session = decoder.open(SessionOptions.of(1, 400));
                DecoderSession expectedSession = expected.open(SessionOptions.of(1, 400))) {
            feedBoth(session, expectedSession, 130);
            session.reorder(0, 0, 0);
            expectedSession.reorder(0, 0, 0);
            for (int step = 0; step < 200; step++) {
                int[] order = {random.nextInt(3), random.nextInt(3), random.nextInt(3)};
                session.reorder(order);
                expectedSession.reorder(order);
                feedBoth(session, expectedSession, 1);
            }
            feedBoth(session, expectedSession, 40);
        }
    }

    @Test
    void dec8_forksShareWholePages_alsoWhenTheyWentTheirOwnWays() {
        try (Backend djl = open();
                Decoder decoder = djl.decoder(SPEC, weights(SPEC));
                DecoderSession session = decoder.open(SessionOptions.of(1, 1000))) {
            session.feed(DecoderInputs.of(ids(1, 10 * KeyValueCache.PAGE + 1)));
            assertThat(decoder.cacheBytes()).isEqualTo(11 * PAGE_BYTES);
            try (DecoderSession fork = session.fork()) {
                assertThat(decoder.cacheBytes()).isEqualTo(11 * PAGE_BYTES);
                fork.feed(DecoderInputs.of(ids(1, 1)));
                session.feed(DecoderInputs.of(ids(1, 1)));
                assertThat(decoder.cacheBytes()).isEqualTo(12 * PAGE_BYTES);
                assertThat(fork.cacheBytes()).isEqualTo(11 * PAGE_BYTES);
                session.truncate(0, KeyValueCache.PAGE);
                assertThat(decoder.cacheBytes()).isEqualTo(11 * PAGE_BYTES);
            }
            assertThat(decoder.cacheBytes()).isEqualTo(PAGE_BYTES);
        }
    }

    /** Long enough for many blocks and for some that grow; few tokens are seen, so that a wrong one shows. */
    @Test
    void dec1_tokensFedInManyParts_equalThoseFedAtOnce() {
        int seen = 20;
        DecoderSpec spec = DecoderSpec.builder(TransformerSpec.builder(1, 4, 1, 4)
                        .embeddings(new Embeddings(VOCABULARY, 0, false, 1))
                        .build())
                .windows(List.of(seen - 1))
                .build();
        int[] all = random.ints(6_000, 0, VOCABULARY).toArray();
        try (Backend djl = open();
                Decoder decoder = djl.decoder(spec, weights(spec));
                DecoderSession session = decoder.open(SessionOptions.of(1, all.length))) {
            int fed = 0;
            while (fed < all.length) {
                int count = Math.min(1 + random.nextInt(fed < 3_000 ? 70 : 300), all.length - fed);
                float[] logits = feed(session, all, fed, count);
                fed += count;
                long needed = spec.cachedNumbers() * Float.BYTES * KeyValueCache.pages(fed);
                assertThat(session.cacheBytes()).isBetween(needed, needed + needed / 10);
                assertThat(decoder.cacheBytes()).isBetween(needed, needed + needed / 10);
                assertEqualsAtOnce(decoder, Arrays.copyOfRange(all, Math.max(0, fed - seen), fed), logits);
                if (random.nextInt(10) == 0 && fed < all.length) {
                    fed -= random.nextInt(Math.min(fed, 900));
                    session.truncate(0, fed);
                }
            }
        }
    }

    private static void assertEqualsAtOnce(Decoder decoder, int[] tokens, float[] logits) {
        try (DecoderSession once = decoder.open(SessionOptions.of(1, tokens.length))) {
            assertThat(logits).containsExactly(feed(once, tokens, 0, tokens.length), within(1e-4f));
        }
    }

    private static float[] feed(DecoderSession session, int[] all, int start, int count) {
        int[] ids = Arrays.copyOfRange(all, start, start + count);
        return session.feed(DecoderInputs.of(Tensor.of(Shape.of(1, count), ids)))
                .logits()
                .toFloatArray();
    }

    private static Backend open() {
        return new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2));
    }

    private void feedBoth(DecoderSession session, DecoderSession expectedSession, int count) {
        DecoderInputs inputs = DecoderInputs.of(ids(session.rows(), count));
        float[] logits = session.feed(inputs).logits().toFloatArray();
        float[] expected = expectedSession.feed(inputs).logits().toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(logits[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }

    private Tensor ids(int rows, int count) {
        int[] ids = random.ints((long) rows * count, 0, VOCABULARY).toArray();
        return Tensor.of(Shape.of(rows, count), ids);
    }

    private Map<String, Tensor> weights(DecoderSpec spec) {
        Map<String, Tensor> weights = new HashMap<>();
        new TreeMap<>(spec.weightShapes()).forEach((name, shape) -> {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * 0.3f;
            }
            weights.put(name, Tensor.of(shape, values));
        });
        return weights;
    }
}
