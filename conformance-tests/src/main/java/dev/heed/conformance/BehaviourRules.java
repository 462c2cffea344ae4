package dev.heed.conformance;

import dev.heed.Backend;
import dev.heed.Precision;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.conformance.oracle.Reals;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a backend behaves whatever it computes: rules TEN-2, TEN-3, TEN-4, ATT-15, ATT-16, PRE-1 and SPI-8. */
final class BehaviourRules {
    private static final AttentionSpec SPEC =
            AttentionSpec.builder(4, 16).keyValueHeads(2).mask(Mask.causal()).build();
    private static final TransformerSpec ENCODER =
            TransformerSpec.builder(2, 24, 3, 40).build();

    private BehaviourRules() {}

    static void addTo(CaseList ofAttention, CaseList ofEncoders) {
        inputsAreLeftAlone(ofAttention, ofEncoders);
        arguments(ofAttention);
        repeats(ofAttention, ofEncoders);
        threads(ofAttention, ofEncoders);
        precisions(ofAttention, ofEncoders);
        closing(ofAttention, ofEncoders);
    }

    private static void inputsAreLeftAlone(CaseList ofAttention, CaseList ofEncoders) {
        ofAttention.add("TEN-2", "attention-inputs", draw -> run -> {
            AttentionInputs inputs =
                    new AttentionDraw(2, 9, 9).inputs(draw, SPEC).withMask(Mask.additive(draw.normal(2, 4, 9, 9)));
            float[] query = inputs.query().toFloatArray();
            float[] key = inputs.key().toFloatArray();
            float[] value = inputs.value().toFloatArray();
            new AttentionCheck(SPEC, Map.of(), inputs).run(run);
            run.require(Arrays.equals(query, inputs.query().toFloatArray()), "query was written to");
            run.require(Arrays.equals(key, inputs.key().toFloatArray()), "key was written to");
            run.require(Arrays.equals(value, inputs.value().toFloatArray()), "value was written to");
        });
        ofAttention.add("TEN-2", "attention-outputs-are-new", draw -> run -> {
            Attention attention = run.attentionOrRefusal(SPEC);
            AttentionDraw size = new AttentionDraw(2, 9, 9);
            Tensor first = attention.apply(size.inputs(draw, SPEC)).output();
            float[] before = first.toFloatArray();
            attention.apply(size.inputs(draw, SPEC));
            run.require(Arrays.equals(before, first.toFloatArray()), "a later call changed an earlier output");
        });
        ofEncoders.add("TEN-2", "encoder-inputs", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, ENCODER, 9, 9, 5);
            float[] input = check.inputs().input().toFloatArray();
            check.run(run);
            run.require(Arrays.equals(input, check.inputs().input().toFloatArray()), "input was written to");
        });
        ofEncoders.add("TEN-2", "outputs-are-new", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, ENCODER, 9, 9, 5);
            try (Encoder encoder = check.encoderOrRefusal(run)) {
                Tensor first = encoder.encode(check.inputs()).states();
                float[] before = first.toFloatArray();
                encoder.encode(EncoderInputs.of(draw.normal(3, 9, 24)));
                run.require(Arrays.equals(before, first.toFloatArray()), "a later call changed an earlier output");
            }
        });
    }

    private static void arguments(CaseList ofAttention) {
        ofAttention.add("TEN-3", "attention-arguments", draw -> run -> {
            AttentionSpec spec = AttentionSpec.builder(4, 8).keyValueHeads(2).build();
            AttentionInputs good = new AttentionDraw(2, 3, 5).inputs(draw, spec);
            Attention attention = run.attentionOrRefusal(spec);
            refused(run, attention, with(good, draw.normal(2, 3, 3, 8), null, null), "query: expected [*, 4, *, 8]");
            refused(run, attention, with(good, draw.normal(2, 4, 3, 7), null, null), "got [2, 4, 3, 7]");
            refused(run, attention, with(good, draw.normal(4, 3, 8), null, null), "query: expected", "[4, 3, 8]");
            refused(run, attention, with(good, draw.ids(9, 2, 4, 3, 8), null, null), "query: expected FLOAT32");
            refused(run, attention, with(good, null, draw.normal(2, 4, 5, 8), null), "key: expected [2, 2, *, 8]");
            refused(run, attention, with(good, null, draw.normal(1, 2, 5, 8), null), "key: expected [2, 2, *, 8]");
            refused(run, attention, with(good, null, null, draw.normal(2, 2, 6, 8)), "value: expected [2, 2, 5, 8]");
            refused(run, attention, with(good, null, null, draw.normal(2, 2, 5, 9)), "got [2, 2, 5, 9]");
            refused(run, attention, good.withMask(Mask.keyLengths(5)), "mask.keyLengths: expected 2");
            refused(run, attention, good.withMask(Mask.keyLengths(5, 6)), "mask.keyLengths[1]: expected 0 to 5");
            refused(
                    run,
                    attention,
                    good.withMask(Mask.allowed(draw.booleans(0.5, 3, 6))),
                    "mask.allowed",
                    "[2, 4, 3, 5]");
            refused(run, attention, good.withMask(Mask.additive(draw.normal(3, 4, 3, 5))), "mask.additive");
            refused(run, attention, good.withMask(Mask.additive(draw.normal(1, 2, 4, 3, 5))), "mask.additive");
            Tensor halves = draw.normal(3, 5).to(DType.FLOAT16);
            refused(run, attention, good.withMask(Mask.additive(halves)), "mask.additive: expected FLOAT32");
            refused(run, attention, good.withQueryLengths(3, 4), "queryLengths[1]: expected 0 to 3");
            refused(
                    run,
                    attention,
                    good.withPositions(draw.ids(9, 2, 4), draw.ids(9, 5)),
                    "queryPositions: expected [2, 3] or [3]");
            new AttentionCheck(spec, Map.of(), good).run(run);
        });
        ofAttention.add("TEN-3", "weights-too-large-for-a-tensor", draw -> run -> {
            AttentionSpec spec = AttentionSpec.builder(1, 1).returnWeights(true).build();
            Tensor lengthy = Tensor.zeros(DType.FLOAT32, Shape.of(1, 1, 30_000, 1));
            Attention attention = run.attentionOrRefusal(spec);
            refused(run, attention, AttentionInputs.of(lengthy, lengthy, lengthy), "[1, 1, 30000, 30000]", "split");
        });
    }

    private static AttentionInputs with(
            AttentionInputs good, @Nullable Tensor query, @Nullable Tensor key, @Nullable Tensor value) {
        return AttentionInputs.of(
                query == null ? good.query() : query,
                key == null ? good.key() : key,
                value == null ? good.value() : value);
    }

    private static void refused(CaseRun run, Attention attention, AttentionInputs inputs, String... parts) {
        run.requireThrows(IllegalArgumentException.class, () -> attention.apply(inputs), parts);
    }

    private static void repeats(CaseList ofAttention, CaseList ofEncoders) {
        ofAttention.add("ATT-15", "attention-bitwise", draw -> run -> {
            Attention attention = run.attentionOrRefusal(SPEC);
            AttentionInputs inputs = new AttentionDraw(2, 65, 65).inputs(draw, SPEC);
            float[] first = attention.apply(inputs).output().toFloatArray();
            for (int n = 0; n < 5; n++) {
                float[] again = attention.apply(inputs).output().toFloatArray();
                run.require(Arrays.equals(first, again), "call " + (n + 2) + " differs from the first");
            }
        });
        ofEncoders.add("ATT-15", "encoder-bitwise", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, ENCODER, 33, 33, 20, 7);
            try (Encoder encoder = check.encoderOrRefusal(run)) {
                float[] first = encoder.encode(check.inputs()).states().toFloatArray();
                for (int n = 0; n < 5; n++) {
                    float[] again = encoder.encode(check.inputs()).states().toFloatArray();
                    run.require(Arrays.equals(first, again), "call " + (n + 2) + " differs from the first");
                }
            }
        });
    }

    private static void threads(CaseList ofAttention, CaseList ofEncoders) {
        ofAttention.add("ATT-16", "attention-from-eight-threads", draw -> run -> {
            Attention attention = run.attentionOrRefusal(SPEC);
            List<AttentionInputs> inputs = new ArrayList<>();
            List<Reals> alone = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                // All of one shape, so that nothing but the numbers tells the calls apart.
                inputs.add(new AttentionDraw(1, 9, 17).inputs(draw, SPEC));
                AttentionCheck check = new AttentionCheck(SPEC, Map.of(), inputs.get(n));
                alone.add(Reals.of(check.output(run).output()));
            }
            List<Runnable> calls = new ArrayList<>();
            for (int n = 0; n < 8; n++) {
                int each = n;
                calls.add(() -> {
                    for (int call = 0; call < 20; call++) {
                        Tensor again = attention.apply(inputs.get(each)).output();
                        run.requireClose("output among others", alone.get(each), again, Tolerance.attention(17));
                    }
                });
            }
            ParallelCalls.run(calls);
        });
        ofEncoders.add("ATT-16", "encoder-from-eight-threads", draw -> run -> {
            EncoderCheck first = EncoderRules.features(draw, ENCODER, 12, 12, 7);
            try (Encoder encoder = first.encoderOrRefusal(run)) {
                List<Tensor> inputs = new ArrayList<>();
                List<Reals> alone = new ArrayList<>();
                for (int n = 0; n < 8; n++) {
                    inputs.add(draw.normal(2, 7, 24));
                    alone.add(Reals.of(
                            encoder.encode(EncoderInputs.of(inputs.get(n))).states()));
                }
                List<Runnable> calls = new ArrayList<>();
                for (int n = 0; n < 8; n++) {
                    int each = n;
                    calls.add(() -> {
                        for (int call = 0; call < 10; call++) {
                            Tensor states = encoder.encode(EncoderInputs.of(inputs.get(each)))
                                    .states();
                            run.requireClose("states among others", alone.get(each), states, first.tolerance());
                        }
                    });
                }
                ParallelCalls.run(calls);
                first.run(run);
            }
        });
    }

    /** A precision other than FLOAT32 is refused, or computed within its own tolerance. */
    private static void precisions(CaseList ofAttention, CaseList ofEncoders) {
        for (Precision precision : new Precision[] {Precision.BFLOAT16, Precision.FLOAT16, Precision.INT8}) {
            ofAttention.add("PRE-1", "attention-" + precision, draw -> run -> {
                AttentionSpec spec =
                        AttentionSpec.builder(2, 8).precision(precision).build();
                Attention attention = run.attentionOrRefusal(spec);
                Precision ran = attention
                        .apply(new AttentionDraw(1, 3, 4).inputs(draw, spec))
                        .execution()
                        .precision();
                run.require(ran == precision, "expected to run in " + precision + ", but it ran in " + ran);
            });
            ofEncoders.add("PRE-1", "encoder-" + precision, draw -> run -> {
                TransformerSpec spec =
                        TransformerSpec.builder(1, 8, 2, 8).precision(precision).build();
                EncoderCheck check = EncoderRules.features(draw, spec, 3, 3);
                try (Encoder encoder = check.encoderOrRefusal(run)) {
                    Precision ran = encoder.encode(check.inputs()).execution().precision();
                    run.require(ran == precision, "expected to run in " + precision + ", but it ran in " + ran);
                }
            });
        }
    }

    private static void closing(CaseList ofAttention, CaseList ofEncoders) {
        ofAttention.add("SPI-8", "closed-backend", draw -> run -> {
            run.attentionOrRefusal(SPEC);
            Backend backend = run.openAnother();
            Attention attention = backend.attention(SPEC);
            boolean encoders = backend.supports(ENCODER) instanceof Support.Supported;
            AttentionInputs inputs = new AttentionDraw(1, 3, 4).inputs(draw, SPEC);
            attention.apply(inputs);
            backend.close();
            backend.close();
            run.requireThrows(IllegalStateException.class, () -> attention.apply(inputs), backend.id(), "closed");
            run.requireThrows(IllegalStateException.class, () -> backend.attention(SPEC), backend.id(), "closed");
            Map<String, Tensor> weights = draw.weights(ENCODER.weightShapes());
            if (encoders) {
                run.requireThrows(IllegalStateException.class, () -> backend.encoder(ENCODER, weights), "closed");
            }
        });
        ofEncoders.add("SPI-8", "closed-encoder", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, ENCODER, 5, 5, 3);
            Encoder encoder = check.encoderOrRefusal(run);
            encoder.encode(check.inputs());
            encoder.close();
            encoder.close();
            run.requireThrows(IllegalStateException.class, () -> encoder.encode(check.inputs()), "encoder", "closed");
            check.run(run);
        });
        ofEncoders.add("SPI-8", "closing-a-backend-closes-its-encoders", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, ENCODER, 5, 5, 3);
            check.encoderOrRefusal(run).close();
            Backend backend = run.openAnother();
            Encoder encoder = backend.encoder(ENCODER, check.weights());
            encoder.encode(check.inputs());
            backend.close();
            run.requireThrows(IllegalStateException.class, () -> encoder.encode(check.inputs()), "closed");
            encoder.close();
        });
        ofEncoders.add("SPI-8", "closing-during-calls", draw -> run -> {
            EncoderCheck check = EncoderRules.features(draw, ENCODER, 33, 33, 20);
            check.encoderOrRefusal(run).close();
            Backend backend = run.openAnother();
            Encoder encoder = backend.encoder(ENCODER, check.weights());
            Reals expected = Reals.of(encoder.encode(check.inputs()).states());
            List<Runnable> calls = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                calls.add(() -> callUntilClosed(run, encoder, check, expected));
            }
            calls.add(backend::close);
            ParallelCalls.run(calls);
        });
        ofAttention.add("TEN-4", "shape-of-nothing", draw -> run -> {
            AttentionInputs inputs = new AttentionDraw(0, 0, 0).inputs(draw, SPEC);
            Tensor output = run.attentionOrRefusal(SPEC).apply(inputs).output();
            run.require(output.shape().equals(Shape.of(0, 4, 0, 16)), "got " + output.shape());
        });
    }

    private static void callUntilClosed(CaseRun run, Encoder encoder, EncoderCheck check, Reals expected) {
        for (int n = 0; n < 200; n++) {
            Tensor states;
            try {
                states = encoder.encode(check.inputs()).states();
            } catch (IllegalStateException closed) {
                run.require(String.valueOf(closed.getMessage()).contains("closed"), "got " + closed.getMessage());
                return;
            }
            run.requireClose("states while closing", expected, states, check.tolerance());
        }
    }
}
