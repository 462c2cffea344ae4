package dev.heed.conformance;

import dev.heed.Backend;
import dev.heed.Precision;
import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.DecoderSpecBuilder;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How a decoder behaves whatever it is made of: rules TEN-2, TEN-3, ATT-15, ENC-5, PRE-1 and SPI-8. */
final class DecoderBehaviourRules {
    private DecoderBehaviourRules() {}

    static void addTo(CaseList cases) {
        inputsAreLeftAlone(cases);
        arguments(cases);
        weights(cases);
        repeats(cases);
        precisions(cases);
        closing(cases);
    }

    private static void inputsAreLeftAlone(CaseList cases) {
        cases.add("TEN-2", "decoder-inputs", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, DecoderSpecs.MARIAN);
            Memory memory = check.memory(draw, 5, 5, 3);
            DecoderInputs inputs = DecoderTrack.inputs(draw.below(DecoderSpecs.VOCABULARY, 4), new int[] {1});
            float[] states = memory.states().toFloatArray();
            long[] tokens = inputs.tokens().toLongArray();
            try (Decoder decoder = check.decoderOrRefusal(run);
                    DecoderSession session = decoder.open(SessionOptions.of(memory, 20))) {
                session.feed(inputs);
                session.feed(inputs.withAllLogits());
            }
            run.require(Arrays.equals(states, memory.states().toFloatArray()), "memory was written to");
            run.require(Arrays.equals(tokens, inputs.tokens().toLongArray()), "tokens were written to");
        });
        DecoderScript.add(cases, "TEN-2", "logits-are-new", DecoderSpecs.LLAMA, 2, (draw, track, decoder) -> {
            Tensor first = track.feed(3, 2);
            float[] before = first.toFloatArray();
            track.feed(3, 2);
            track.feed(3, 2);
            track.close();
            track.run().require(Arrays.equals(before, first.toFloatArray()), "a later call changed earlier logits");
        });
    }

    private static void arguments(CaseList cases) {
        DecoderScript.add(cases, "TEN-3", "decoder-arguments", DecoderSpecs.LLAMA, 2, 8, (draw, track, decoder) -> {
            DecoderSession session = track.session();
            refuse(track, () -> session.feed(DecoderInputs.of(draw.normal(2, 3))), "tokens", "INT32", "FLOAT32 [2, 3]");
            refuse(track, () -> session.feed(DecoderInputs.of(draw.ids(19, 3, 1))), "tokens", "[2, *]", "[3, 1]");
            refuse(track, () -> session.feed(DecoderInputs.of(draw.ids(19, 2))), "tokens", "[2, *]", "INT32 [2]");
            refuse(track, () -> session.feed(ids(0, 1, 2, 19)), "tokens[1, 1]", "0 to 18", "19");
            refuse(track, () -> session.feed(ids(0, -7, 2, 3)), "tokens[0, 1]", "0 to 18", "-7");
            refuse(track, () -> session.feed(ids(0, 1, 2, 3).withCounts(1)), "counts", "2");
            refuse(track, () -> session.feed(ids(0, 1, 2, 3).withCounts(1, 3)), "counts[1]", "0 to 2", "3");
            refuse(track, () -> session.feed(DecoderInputs.of(draw.ids(19, 2, 9))), "row 0", "8", "9", "capacity");
            refuse(track, () -> session.truncate(0, 1), "length", "row 0", "got 1");
            refuse(track, () -> session.truncate(2, 0), "row", "0 to 1", "got 2");
            refuse(track, () -> session.length(-1), "row", "0 to 1", "got -1");
            refuse(track, () -> session.reorder(0, 1, 2), "rows[2]", "0 to 1", "got 2");
            refuse(track, () -> session.join(-2), "count", "got -2");
            refuse(track, () -> session.join(Integer.MAX_VALUE), "count", "at most", "got 2147483647");
            SessionOptions endless = SessionOptions.of(Integer.MAX_VALUE, 8);
            refuse(track, () -> decoder.open(endless).close(), "rows", "at most", "got 2147483647");
            refuse(track, () -> session.join(Memory.of(draw.normal(1, 2, 24))), "memory", "none", "[1, 2, 24]");
            SessionOptions withMemory = SessionOptions.of(Memory.of(draw.normal(1, 2, 24)), 8);
            refuse(track, () -> decoder.open(withMemory).close(), "memory", "none", "[1, 2, 24]");
            track.feed(2, 3);
        });
        DecoderScript.add(cases, "TEN-3", "decoder-memory", DecoderSpecs.MARIAN, 1, 8, (draw, track, decoder) -> {
            SessionOptions without = SessionOptions.of(1, 8);
            refuse(track, () -> decoder.open(without).close(), "memory", "none");
            SessionOptions wide = SessionOptions.of(Memory.of(draw.normal(1, 2, 15)), 8);
            refuse(track, () -> decoder.open(wide).close(), "memory", "14", "[1, 2, 15]");
            refuse(track, () -> track.session().join(Memory.of(draw.normal(1, 2, 13))), "memory", "14", "[1, 2, 13]");
            refuse(track, () -> track.session().join(1), "memory");
            track.feed(2);
        });
        DecoderScript.add(
                cases, "TEN-3", "capacity-past-the-positions", DecoderSpecs.GPT2, 1, 64, (draw, track, decoder) -> {
                    SessionOptions beyond = SessionOptions.of(1, 65);
                    refuse(track, () -> decoder.open(beyond).close(), "capacity", "64", "65");
                    track.feed(64);
                });
    }

    private static DecoderInputs ids(int... ids) {
        return DecoderInputs.of(Tensor.of(Shape.of(2, ids.length / 2), ids));
    }

    private static void refuse(DecoderTrack track, Runnable call, String... parts) {
        track.run().requireThrows(IllegalArgumentException.class, call, parts);
        track.requireState();
    }

    private static void weights(CaseList cases) {
        cases.add("ENC-5", "decoder-everything-wrong-is-listed", draw -> run -> {
            DecoderSpec spec = DecoderSpecs.QWEN3;
            DecoderCheck check = new DecoderCheck(draw, spec);
            check.decoderOrRefusal(run).close();
            Map<String, Tensor> wrong = new HashMap<>(check.weights());
            wrong.remove("layer.1.attention.query.norm.weight");
            wrong.put("head.weight", draw.normal(19, 24));
            wrong.put("layer.0.attention.key.norm.weight", draw.normal(11));
            run.requireThrows(
                    IllegalArgumentException.class,
                    () -> run.backend().decoder(spec, wrong).close(),
                    "layer.1.attention.query.norm.weight [10] is missing",
                    "head.weight [19, 24] is not known",
                    "layer.0.attention.key.norm.weight: expected [10], got [11]");
        });
        cases.add("ENC-5", "decoder-half-precision-weights-are-converted", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, DecoderSpecs.T5).with(tensor -> tensor.to(DType.BFLOAT16));
            try (Decoder decoder = check.decoderOrRefusal(run);
                    DecoderTrack track = DecoderTrack.open(run, check, decoder, draw, 2, 20)) {
                track.feed(5, 2);
                track.feed(1, 1);
            }
        });
    }

    private static void repeats(CaseList cases) {
        DecoderSpecs.named("llama", "marian")
                .forEach((name, spec) -> cases.add("ATT-15", "decoder-bitwise-" + name, draw -> {
                    long same = draw.between(0, Integer.MAX_VALUE - 1);
                    return DecoderScript.check(draw, spec, 0, 40, (own, any, decoder) -> {
                        float[][] first = session(any, decoder, new Draw(same));
                        for (int n = 0; n < 3; n++) {
                            float[][] again = session(any, decoder, new Draw(same));
                            any.run()
                                    .require(
                                            Arrays.deepEquals(first, again),
                                            "session " + (n + 2) + " differs from the first");
                        }
                    });
                }));
    }

    private static float[][] session(DecoderTrack any, Decoder decoder, Draw draw) {
        try (DecoderTrack track = any.another(decoder, draw, 3, 40)) {
            return new float[][] {
                track.feed(17, 9, 1).toFloatArray(),
                track.feed(1, 1, 1).toFloatArray(),
                track.feed(1, 0, 12).toFloatArray()
            };
        }
    }

    private static void precisions(CaseList cases) {
        for (Precision precision : new Precision[] {Precision.BFLOAT16, Precision.FLOAT16, Precision.INT8}) {
            DecoderSpecBuilder tiny = DecoderSpec.builder(DecoderSpecs.TINY.body());
            cases.add("PRE-1", "decoder-weights-" + precision, draw -> run -> {
                DecoderCheck check =
                        new DecoderCheck(draw, tiny.weightPrecision(precision).build());
                try (Decoder decoder = check.decoderOrRefusal(run);
                        DecoderSession session = decoder.open(SessionOptions.of(1, 8))) {
                    Precision ran = session.feed(DecoderTrack.inputs(new int[] {1, 2}))
                            .execution()
                            .precision();
                    run.require(ran == precision, "expected to run in " + precision + ", but it ran in " + ran);
                }
            });
        }
    }

    /** Every call of a session but close. */
    private static Map<String, Consumer<DecoderSession>> calls() {
        Map<String, Consumer<DecoderSession>> calls = new LinkedHashMap<>();
        calls.put("feed", session -> session.feed(DecoderTrack.inputs(new int[] {1})));
        calls.put("rows", DecoderSession::rows);
        calls.put("length", session -> session.length(0));
        calls.put("capacity", DecoderSession::capacity);
        calls.put("truncate", session -> session.truncate(0, 0));
        calls.put("reorder", session -> session.reorder(0));
        calls.put("join", session -> session.join(1));
        calls.put("fork", session -> session.fork().close());
        calls.put("cacheBytes", DecoderSession::cacheBytes);
        return calls;
    }

    private static void requireClosed(CaseRun run, DecoderSession session, String what) {
        calls().forEach((name, call) -> {
            try {
                run.requireThrows(IllegalStateException.class, () -> call.accept(session), what, "closed");
            } catch (ConformanceFailure failure) {
                throw new ConformanceFailure(name + " of a closed session: " + failure.getMessage());
            }
        });
    }

    private static void closing(CaseList cases) {
        DecoderScript.add(cases, "SPI-8", "closed-session", DecoderSpecs.LLAMA, 1, (draw, track, decoder) -> {
            try (DecoderTrack other = track.another(decoder, 1, 20)) {
                track.feed(3);
                other.feed(2);
                track.close();
                track.close();
                requireClosed(track.run(), track.session(), "session");
                other.feed(2);
            }
        });
        cases.add("SPI-8", "closing-a-decoder-closes-its-sessions", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, DecoderSpecs.LLAMA);
            Decoder decoder = check.decoderOrRefusal(run);
            DecoderSession session = decoder.open(SessionOptions.of(1, 8));
            session.feed(DecoderTrack.inputs(new int[] {1, 2}));
            DecoderSession fork = session.fork();
            decoder.close();
            decoder.close();
            requireClosed(run, session, "closed");
            requireClosed(run, fork, "closed");
            run.requireThrows(
                    IllegalStateException.class,
                    () -> decoder.open(SessionOptions.of(1, 8)).close(),
                    "decoder",
                    "closed");
            run.requireThrows(IllegalStateException.class, decoder::cacheBytes, "decoder", "closed");
            session.close();
            fork.close();
        });
        cases.add("SPI-8", "closing-a-backend-closes-its-decoders", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, DecoderSpecs.LLAMA);
            check.decoderOrRefusal(run).close();
            Backend backend = run.openAnother();
            Decoder decoder = backend.decoder(check.spec(), check.weights());
            DecoderSession session = decoder.open(SessionOptions.of(1, 8));
            session.feed(DecoderTrack.inputs(new int[] {1, 2}));
            backend.close();
            requireClosed(run, session, "closed");
            run.requireThrows(
                    IllegalStateException.class,
                    () -> decoder.open(SessionOptions.of(1, 8)).close(),
                    "closed");
            run.requireThrows(
                    IllegalStateException.class,
                    () -> backend.decoder(check.spec(), check.weights()).close(),
                    backend.id(),
                    "closed");
            session.close();
            decoder.close();
        });
        cases.add("SPI-8", "closing-during-feeds", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, DecoderSpecs.LLAMA);
            check.decoderOrRefusal(run).close();
            int[] tokens = draw.below(DecoderSpecs.VOCABULARY, 9);
            Backend backend = run.openAnother();
            Decoder decoder = backend.decoder(check.spec(), check.weights());
            List<Runnable> calls = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                calls.add(() -> feedUntilClosed(run, check, decoder, tokens));
            }
            calls.add(backend::close);
            ParallelCalls.run(calls);
        });
    }

    private static void feedUntilClosed(CaseRun run, DecoderCheck check, Decoder decoder, int... tokens) {
        OracleRow row = OracleRow.empty();
        for (int token : tokens) {
            row = row.plus(token);
        }
        double[] last = check.expected(row)[tokens.length - 1];
        Reals expected = new Reals(Shape.of(1, last.length), last);
        try (DecoderSession session = decoder.open(SessionOptions.of(1, tokens.length))) {
            for (int n = 0; n < 200; n++) {
                Tensor logits = session.feed(DecoderTrack.inputs(tokens)).logits();
                run.requireClose("logits while closing", expected, logits, check.tolerance(tokens.length, 0));
                session.truncate(0, 0);
            }
        } catch (IllegalStateException closed) {
            run.require(String.valueOf(closed.getMessage()).contains("closed"), "got " + closed.getMessage());
        }
    }
}
