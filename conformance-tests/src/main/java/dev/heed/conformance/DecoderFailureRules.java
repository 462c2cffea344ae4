package dev.heed.conformance;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A call that fails leaves the session as it was, to the last bit: rule DEC-7. */
final class DecoderFailureRules {
    private static final int ROWS = 3;
    private static final int CAPACITY = 12;
    private static final int BAD = DecoderSpecs.VOCABULARY;

    private DecoderFailureRules() {}

    static void addTo(CaseList cases) {
        failures().forEach((name, failure) -> {
            add(cases, "llama/" + name, DecoderSpecs.LLAMA, failure);
            add(cases, "gpt2/" + name, DecoderSpecs.GPT2, failure);
            add(cases, "marian/" + name, DecoderSpecs.MARIAN, failure);
        });
        memoryFailures(cases);
        interruption(cases);
    }

    /** A call that is wrong whatever the session holds, as long as its first row holds something. */
    private interface Failure {
        void call(DecoderSession session);
    }

    private static Map<String, Failure> failures() {
        Map<String, Failure> failures = new LinkedHashMap<>();
        failures.put("id-too-large", session -> session.feed(ids(2, 1, 2, 3, 4, 5, BAD)));
        failures.put("id-negative", session -> session.feed(ids(2, 1, 2, 3, 4, -1, 6)));
        failures.put(
                "id-far-too-large",
                session -> session.feed(DecoderInputs.of(Tensor.of(Shape.of(ROWS, 1), 1L, 2L, (1L << 32) + 3))));
        failures.put(
                "count-too-large",
                session -> session.feed(ids(2, 1, 2, 3, 4, 5, 6).withCounts(1, 2, 3)));
        failures.put(
                "count-negative",
                session -> session.feed(ids(2, 1, 2, 3, 4, 5, 6).withCounts(1, 2, -1)));
        failures.put(
                "too-few-counts",
                session -> session.feed(ids(2, 1, 2, 3, 4, 5, 6).withCounts(1, 2)));
        failures.put(
                "too-many-counts",
                session -> session.feed(ids(2, 1, 2, 3, 4, 5, 6).withCounts(1, 1, 1, 1)));
        failures.put("too-few-rows", session -> session.feed(DecoderInputs.of(Tensor.of(Shape.of(ROWS - 1, 1), 1, 2))));
        failures.put(
                "too-many-rows",
                session -> session.feed(DecoderInputs.of(Tensor.of(Shape.of(ROWS + 1, 1), 1, 2, 3, 4))));
        failures.put("tokens-of-rank-1", session -> session.feed(DecoderInputs.of(Tensor.of(Shape.of(ROWS), 1, 2, 3))));
        failures.put(
                "tokens-of-rank-3",
                session -> session.feed(DecoderInputs.of(Tensor.of(Shape.of(ROWS, 1, 1), 1, 2, 3))));
        failures.put(
                "tokens-FLOAT32", session -> session.feed(DecoderInputs.of(Tensor.of(Shape.of(ROWS, 1), 1f, 2f, 3f))));
        failures.put("over-capacity-in-the-last-row", session -> {
            int[][] tokens = {{1}, {2}, new int[CAPACITY + 1]};
            session.feed(DecoderTrack.inputs(tokens));
        });
        failures.put(
                "over-capacity-in-the-first-row",
                session -> session.feed(DecoderTrack.inputs(new int[CAPACITY], new int[] {1}, new int[] {2, 3})));
        failures.put("truncate-to-more", session -> session.truncate(1, session.length(1) + 1));
        failures.put("truncate-to-less-than-nothing", session -> session.truncate(0, -1));
        failures.put("truncate-no-such-row", session -> session.truncate(ROWS, 0));
        failures.put("truncate-row-negative", session -> session.truncate(-1, 0));
        failures.put("reorder-no-such-row", session -> session.reorder(2, 0, ROWS));
        failures.put("reorder-row-negative", session -> session.reorder(1, 1, -1));
        failures.put("length-of-no-such-row", session -> session.length(ROWS));
        failures.put("join-less-than-none", session -> session.join(-1));
        return failures;
    }

    private static DecoderInputs ids(int longest, int... ids) {
        return DecoderInputs.of(Tensor.of(Shape.of(ids.length / longest, longest), ids));
    }

    private static void add(CaseList cases, String name, DecoderSpec spec, Failure failure) {
        cases.add("DEC-7", name, draw -> {
            long same = draw.between(0, Integer.MAX_VALUE - 1);
            return DecoderScript.check(draw, spec, 0, CAPACITY, (own, any, decoder) -> {
                try (DecoderTrack track = any.another(decoder, new Draw(same), ROWS, CAPACITY);
                        DecoderTrack twin = any.another(decoder, new Draw(same), ROWS, CAPACITY)) {
                    requireSame(track, twin, 5, 2, 0);
                    fail(track, failure);
                    requireSame(track, twin, 1, 1, 2);
                    fail(track, failure);
                    fail(track, failure);
                    requireSame(track, twin, 1, 1, 1);
                    track.reorder(2, 0, 0);
                    twin.reorder(2, 0, 0);
                    fail(track, failure);
                    track.truncate(1, 3);
                    twin.truncate(1, 3);
                    requireSame(track, twin, 2, 1, 1);
                }
            });
        });
    }

    private static void fail(DecoderTrack track, Failure failure) {
        DecoderSession session = track.session();
        long cached = session.cacheBytes();
        track.run().requireThrows(IllegalArgumentException.class, () -> failure.call(session));
        track.requireState();
        track.run()
                .require(
                        session.cacheBytes() == cached,
                        "the cache took " + cached + " bytes before the call that failed, and " + session.cacheBytes()
                                + " after it");
    }

    /** Feeds both as much; they draw the same tokens. */
    private static void requireSame(DecoderTrack track, DecoderTrack twin, int... counts) {
        float[] expected = twin.feed(counts).toFloatArray();
        float[] actual = track.feed(counts).toFloatArray();
        track.run()
                .require(
                        Arrays.equals(expected, actual),
                        "the logits differ from those of a session in which nothing failed");
    }

    private static void memoryFailures(CaseList cases) {
        add(cases, "llama/join-a-memory", DecoderSpecs.LLAMA, session -> session.join(memory(14)));
        add(cases, "marian/join-without-memory", DecoderSpecs.MARIAN, session -> session.join(1));
        add(cases, "marian/join-a-memory-too-wide", DecoderSpecs.MARIAN, session -> session.join(memory(15)));
        add(cases, "marian/join-a-memory-too-narrow", DecoderSpecs.MARIAN, session -> session.join(memory(1)));
    }

    private static Memory memory(int width) {
        return Memory.of(Tensor.of(Shape.of(1, 2, width), new float[2 * width]));
    }

    /** A thread that was interrupted feeds as any other, or what it threw has changed nothing. */
    private static void interruption(CaseList cases) {
        DecoderScript.add(cases, "DEC-7", "interrupted-thread", DecoderSpecs.LLAMA, 2, (draw, track, decoder) -> {
            track.feed(4, 2);
            DecoderInputs inputs = DecoderTrack.inputs(track.tokens(1, 2));
            Thread.currentThread().interrupt();
            try {
                track.session().fork().close();
                track.feed(inputs);
            } catch (RuntimeException stopped) {
                track.requireState();
            } finally {
                Thread.interrupted();
            }
            track.feed(1, 1);
        });
    }
}
