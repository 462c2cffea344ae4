package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a cache of pages must get right besides the suite's rules: sharing them, and leaving them as they were. */
class Nd4jDecoderTest {
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
        Map<String, Tensor> weights = weights();
        try (Backend nd4j = open();
                Backend oracle = new OracleBackend();
                Decoder decoder = nd4j.decoder(SPEC, weights);
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
        try (Backend nd4j = open();
                Decoder decoder = nd4j.decoder(SPEC, weights());
                DecoderSession session = decoder.open(SessionOptions.of(1, 12 * KeyValueCache.PAGE))) {
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

    @Test
    void dec1_aLongFeed_equalsTheOracles_inAnyChunks() {
        Map<String, Tensor> weights = weights();
        try (Backend nd4j = open();
                Backend oracle = new OracleBackend();
                Decoder decoder = nd4j.decoder(SPEC, weights);
                Decoder expected = oracle.decoder(SPEC, weights);
                DecoderSession session = decoder.open(SessionOptions.of(2, 700));
                DecoderSession expectedSession = expected.open(SessionOptions.of(2, 700))) {
            feedBoth(session, expectedSession, 300);
            feedBoth(session, expectedSession, 9);
            feedBoth(session, expectedSession, 8);
            feedBoth(session, expectedSession, 1);
        }
    }

    @Test
    void att6_whatALaterTokenHolds_reachesNoneBeforeIt() {
        Map<String, Tensor> weights = weights();
        float[] table = new float[VOCABULARY * 12];
        int bad = VOCABULARY - 1;
        table[bad * 12] = Float.NaN;
        weights.put("embedding.token.weight", Tensor.of(Shape.of(VOCABULARY, 12), table));
        DecoderSpec spec = DecoderSpec.builder(SPEC.body()).head(OutputHead.OWN).build();
        weights.put("head.weight", Tensor.of(Shape.of(VOCABULARY, 12), new float[VOCABULARY * 12]));
        int[] ids = random.ints(20, 0, bad).toArray();
        ids[15] = bad;
        try (Backend nd4j = open();
                Decoder decoder = nd4j.decoder(spec, weights);
                DecoderSession session = decoder.open(SessionOptions.of(1, 100))) {
            DecoderInputs inputs = DecoderInputs.of(Tensor.of(Shape.of(1, 20), ids));
            float[] logits = session.feed(inputs.withAllLogits()).logits().toFloatArray();
            for (int i = 0; i < logits.length; i++) {
                assertThat(Float.isNaN(logits[i])).isEqualTo(i / VOCABULARY >= 15);
            }
        }
    }

    @Test
    void dec8_whatIsClosed_leavesNothing() {
        try (Backend nd4j = open();
                Decoder decoder = nd4j.decoder(SPEC, weights())) {
            DecoderSession session = decoder.open(SessionOptions.of(2, 2 * KeyValueCache.PAGE));
            session.feed(DecoderInputs.of(ids(2, KeyValueCache.PAGE + 1)));
            DecoderSession fork = session.fork();
            session.close();
            assertThat(decoder.cacheBytes()).isEqualTo(4 * PAGE_BYTES);
            fork.reorder(1);
            assertThat(decoder.cacheBytes()).isEqualTo(2 * PAGE_BYTES);
            fork.close();
            assertThat(decoder.cacheBytes()).isZero();
        }
    }

    @Test
    void pre1_lowerPrecisions_areRefused() {
        DecoderSpec spec = DecoderSpec.builder(SPEC.body())
                .cachePrecision(Precision.BFLOAT16)
                .build();
        try (Backend nd4j = open()) {
            assertThat(nd4j.supports(spec))
                    .isInstanceOfSatisfying(Support.Unsupported.class, refusal -> assertThat(refusal.ruleId())
                            .isEqualTo("PRE-1"));
            assertThatThrownBy(() -> nd4j.decoder(spec, weights())).isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    private static Backend open() {
        return new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(2));
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

    private Map<String, Tensor> weights() {
        Map<String, Tensor> weights = new HashMap<>();
        new TreeMap<>(SPEC.weightShapes()).forEach((name, shape) -> {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * 0.3f;
            }
            weights.put(name, Tensor.of(shape, values));
        });
        return weights;
    }
}
