package dev.heed.conformance;

import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Consumer;

/** What a decoder's rows attend to besides themselves: rule DEC-6. */
final class DecoderMemoryRules {
    private DecoderMemoryRules() {}

    static void addTo(CaseList cases) {
        DecoderSpecs.named("t5", "marian").forEach((name, spec) -> {
            lengths(cases, name, spec);
            changes(cases, name, spec);
        });
    }

    private static void lengths(CaseList cases, String name, DecoderSpec spec) {
        add(cases, name + "/ragged", spec, 9, new int[] {9, 1, 4}, track -> {
            track.feed(3, 5, 1);
            track.feed(1, 1, 1);
        });
        add(cases, name + "/nothing-to-attend-to", spec, 3, new int[] {0, 3}, track -> {
            track.feed(3, 2);
            track.feed(1, 1);
        });
        add(cases, name + "/no-states-at-all", spec, 0, new int[] {0, 0}, track -> {
            track.feed(3, 2);
            track.feed(1, 1);
        });
        add(cases, name + "/longer-than-the-tokens", spec, 70, new int[] {70, 33}, track -> {
            track.feed(1, 2);
            track.feed(1, 1);
        });
        cases.add("DEC-6", name + "/what-is-past-a-length-is-not-read", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, spec);
            int width = spec.memoryWidth().orElseThrow();
            for (float wild : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
                float[] states = draw.normal(2, 6, width).toFloatArray();
                Arrays.fill(states, 2 * width, 6 * width, wild);
                Memory memory =
                        Memory.of(Tensor.of(Shape.of(2, 6, width), states)).withLengths(2, 6);
                try (Decoder decoder = check.decoderOrRefusal(run);
                        DecoderTrack track =
                                DecoderTrack.open(run, check, decoder, draw, SessionOptions.of(memory, 20))) {
                    track.feed(4, 2);
                    track.feed(1, 1);
                }
            }
        });
    }

    private static void changes(CaseList cases, String name, DecoderSpec spec) {
        add(cases, name + "/rows-take-their-memory-along", spec, 6, new int[] {6, 2, 4}, track -> {
            track.feed(2, 3, 1);
            track.reorder(2, 0, 0, 1);
            track.feed(1, 1, 2, 1);
            track.reorder(3, 0);
            track.feed(1, 1);
            try (DecoderTrack fork = track.fork()) {
                fork.reorder(1, 0);
                fork.feed(1, 2);
                track.feed(2, 1);
            }
        });
        add(cases, name + "/memory-outlives-truncation", spec, 5, new int[] {5, 1}, track -> {
            track.feed(4, 2);
            track.truncate(0, 0);
            track.truncate(1, 0);
            track.feed(2, 3);
        });
        DecoderScript.add(cases, "DEC-6", name + "/memories-of-other-lengths-join", spec, 1, (draw, track, decoder) -> {
            track.feed(3);
            track.join(track.check().memory(draw, 11, 11, 2));
            track.feed(1, 4, 2);
            track.join(track.check().memory(draw, 2, 1));
            track.feed(1, 1, 1, 2);
            track.reorder(3, 1);
            track.join(track.check().memory(draw, 0, 0));
            track.feed(1, 1, 3);
        });
    }

    private static void add(
            CaseList cases, String name, DecoderSpec spec, int padded, int[] lengths, Consumer<DecoderTrack> play) {
        cases.add("DEC-6", name, draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, spec);
            SessionOptions options = SessionOptions.of(check.memory(draw, padded, lengths), DecoderScript.CAPACITY);
            try (Decoder decoder = check.decoderOrRefusal(run);
                    DecoderTrack track = DecoderTrack.open(run, check, decoder, draw, options)) {
                play.accept(track);
            }
        });
    }
}
