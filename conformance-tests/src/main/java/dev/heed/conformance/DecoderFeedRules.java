package dev.heed.conformance;

import dev.heed.attention.Mask;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The logits of a decoder, in whatever chunks its tokens come: rules DEC-1, DEC-2, DEC-10 and TEN-4. */
final class DecoderFeedRules {
    private DecoderFeedRules() {}

    static void addTo(CaseList cases) {
        DecoderSpecs.all().forEach((name, spec) -> {
            atOnce(cases, name, spec);
            chunks(cases, name, spec);
            steps(cases, name, spec);
        });
        splits(cases);
        forms(cases);
        nothing(cases);
        lengthy(cases);
        mixtures(cases);
        windows(cases);
        visibleNan(cases);
    }

    private static void atOnce(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-1", name + "/at-once", spec, 3, (draw, track, decoder) -> track.feed(13, 5, 9));
    }

    private static void chunks(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-1", name + "/chunks", spec, 3, (draw, track, decoder) -> {
            track.feed(draw.between(1, 5), draw.between(1, 5), 0);
            track.feed(draw.between(0, 4), 2, draw.between(1, 6));
            track.feed(draw.between(1, 4), 0, 3);
        });
    }

    private static void steps(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-2", name + "/steps", spec, 2, (draw, track, decoder) -> {
            track.feed(6, 3);
            for (int step = 0; step < 6; step++) {
                track.feed(1, 1);
            }
        });
    }

    private static void splits(CaseList cases) {
        int[][] splits = {{1, 15}, {15, 1}, {8, 8}, {1, 1, 14}, {5, 6, 5}, {2, 2, 2, 2, 2, 2, 2, 2}};
        DecoderSpecs.named("llama", "gemma2", "marian").forEach((name, spec) -> {
            for (int[] split : splits) {
                String chunks = Arrays.toString(split).replace(" ", "");
                DecoderScript.add(cases, "DEC-1", name + "/split/" + chunks, spec, 1, (draw, track, decoder) -> {
                    for (int chunk : split) {
                        track.feed(chunk);
                    }
                });
            }
            DecoderScript.add(cases, "DEC-2", name + "/step-by-step-from-nothing", spec, 2, (draw, track, decoder) -> {
                for (int step = 0; step < 20; step++) {
                    track.feed(1, 1);
                }
            });
        });
    }

    private static void forms(CaseList cases) {
        DecoderScript.add(cases, "DEC-1", "ids-int64", DecoderSpecs.LLAMA, 2, (draw, track, decoder) -> {
            track.feed(DecoderInputs.of(Tensor.of(Shape.of(2, 3), 18L, 0L, 7L, 1L, 1L, 2L)));
            track.feed(DecoderInputs.of(Tensor.of(Shape.of(2, 2), 3L, 5L, 4L, Long.MIN_VALUE))
                    .withCounts(2, 1)
                    .withAllLogits());
        });
        DecoderScript.add(
                cases, "DEC-1", "last-logits-and-all-logits", DecoderSpecs.LLAMA, 3, (draw, track, decoder) -> {
                    DecoderInputs inputs = DecoderTrack.inputs(track.tokens(4, 7, 1));
                    track.feed(inputs);
                    track.feed(inputs.withAllLogits());
                    track.feed(inputs);
                });
    }

    private static void nothing(CaseList cases) {
        DecoderSpec spec = DecoderSpecs.LLAMA;
        DecoderScript.add(cases, "TEN-4", "decoder-no-tokens", spec, 2, (draw, track, decoder) -> {
            for (int call = 0; call < 2; call++) {
                track.feed(0, 0);
                track.feed(3, 1);
                track.feed(0, 0);
                track.feed(DecoderInputs.of(Tensor.of(Shape.of(2, 0), new int[0])));
                track.feed(DecoderInputs.of(draw.ids(spec.vocabulary(), 2, 4)).withCounts(0, 0));
            }
        });
        DecoderScript.add(cases, "TEN-4", "decoder-no-rows", spec, 0, (draw, track, decoder) -> {
            track.feed(DecoderInputs.of(Tensor.of(Shape.of(0, 3), new int[0])));
            track.feed(DecoderInputs.of(Tensor.of(Shape.of(0, 3), new int[0])).withAllLogits());
            track.feed(DecoderInputs.of(Tensor.of(Shape.of(0, 0), new int[0])));
            track.run().require(track.session().cacheBytes() == 0, "a session without rows has an empty cache");
            track.join(2);
            track.feed(2, 4);
        });
        DecoderScript.add(
                cases, "TEN-4", "decoder-no-rows-of-a-memory", DecoderSpecs.MARIAN, 0, (draw, track, decoder) -> {
                    track.join(0);
                    track.joinAny(2);
                    track.feed(2, 4);
                });
    }

    /** Past pages of any likely size. */
    private static void lengthy(CaseList cases) {
        DecoderScript.add(cases, "DEC-1", "length-300", DecoderSpecs.TINY, 2, 400, (draw, track, decoder) -> {
            int[][] all = foreseen(track, 300, 290);
            int at = 0;
            for (int chunk : new int[] {127, 2, 1, 126, 1, 1, 30, 2}) {
                track.feedTokens(part(all[0], at, at + chunk), part(all[1], at, at + chunk));
                at += chunk;
            }
        });
        DecoderScript.add(cases, "DEC-2", "length-1100", DecoderSpecs.TINY, 1, 1200, (draw, track, decoder) -> {
            int[][] all = foreseen(track, 1100);
            track.feedTokens(part(all[0], 0, 1022));
            for (int at = 1022; at < 1028; at++) {
                track.feedTokens(part(all[0], at, at + 1));
            }
            track.feedTokens(part(all[0], 1028, 1100));
        });
    }

    /** Drawn tokens for each row, about which the oracle is asked once for all. */
    static int[][] foreseen(DecoderTrack track, int... lengths) {
        int[][] all = track.tokens(lengths);
        for (int row = 0; row < all.length; row++) {
            OracleRow whole = track.rows().get(row);
            for (int token : all[row]) {
                whole = whole.plus(token);
            }
            track.check().expected(whole);
        }
        return all;
    }

    /** Some of a row's tokens, as far as there are any. */
    static int[] part(int[] tokens, int from, int to) {
        return Arrays.copyOfRange(tokens, Math.min(from, tokens.length), Math.min(to, tokens.length));
    }

    private static void mixtures(CaseList cases) {
        for (int n = 0; n < 24; n++) {
            cases.add("DEC-1", "mixture/" + n, draw -> {
                DecoderSpec spec = new DecoderMixture(draw).spec();
                return DecoderScript.check(draw, spec, 3, DecoderScript.CAPACITY, (own, track, decoder) -> {
                    for (int call = 0; call < 5; call++) {
                        track.feed(own.between(0, 5), own.between(0, 3), own.between(0, 1));
                    }
                });
            });
        }
    }

    private static void windows(CaseList cases) {
        for (int left : new int[] {0, 1, 4}) {
            DecoderSpec spec = DecoderSpec.builder(DecoderSpecs.LLAMA.body())
                    .windows(Collections.nCopies(2, left))
                    .build();
            windowed(cases, "every-layer-" + left, spec);
        }
        for (int[] windows : new int[][] {{2, Mask.UNBOUNDED}, {Mask.UNBOUNDED, 2}, {5, 1}}) {
            DecoderSpec spec = DecoderSpec.builder(DecoderSpecs.LLAMA.body())
                    .windows(Arrays.stream(windows).boxed().toList())
                    .build();
            String name = Arrays.toString(windows).replace(" ", "").replace(String.valueOf(Mask.UNBOUNDED), "all");
            windowed(cases, "layers-" + name, spec);
        }
        windowed(cases, "gemma2", DecoderSpecs.GEMMA2);
    }

    private static void windowed(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-10", name + "/at-once", spec, 2, (draw, track, decoder) -> track.feed(30, 17));
        DecoderScript.add(cases, "DEC-10", name + "/steps-past-the-window", spec, 2, (draw, track, decoder) -> {
            track.feed(2, 5);
            for (int step = 0; step < 12; step++) {
                track.feed(1, step % 2);
            }
            track.feed(9, 1);
        });
        DecoderScript.add(cases, "DEC-10", name + "/truncated-past-the-window", spec, 2, (draw, track, decoder) -> {
            track.feed(24, 20);
            for (int length : new int[] {23, 15, 9, 3}) {
                track.truncate(0, length);
                track.feed(1, 0);
                track.feed(2, 1);
            }
        });
    }

    /** Garbage in the scores is passed on whatever the chunks, and not hidden behind plausible numbers. */
    private static void visibleNan(CaseList cases) {
        DecoderSpecs.named("llama", "gpt2").forEach((name, spec) -> {
            for (String which : List.of("query", "key")) {
                cases.add("DEC-1", name + "/nan-in-a-" + which + "-weight", draw -> run -> {
                    DecoderCheck check = new DecoderCheck(draw, spec)
                            .with("layer.1.attention." + which + ".weight", DecoderFeedRules::lastIsNan);
                    try (Decoder decoder = check.decoderOrRefusal(run);
                            DecoderTrack track =
                                    DecoderTrack.open(run, check, decoder, draw, 2, DecoderScript.CAPACITY)) {
                        track.feed(5, 3);
                        track.feed(1, 2);
                    }
                });
            }
        });
    }

    private static Tensor lastIsNan(Tensor tensor) {
        float[] values = tensor.toFloatArray();
        values[values.length - 1] = Float.NaN;
        return Tensor.of(tensor.shape(), values);
    }
}
