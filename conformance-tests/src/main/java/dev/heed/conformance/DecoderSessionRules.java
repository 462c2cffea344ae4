package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;

/** Sessions beside each other, full ones, and what changes their rows: rules DEC-3, DEC-4, DEC-5 and DEC-9. */
final class DecoderSessionRules {
    private static final Map<String, DecoderSpec> SPECS = DecoderSpecs.named("llama", "gpt2", "gemma2", "t5", "marian");

    private DecoderSessionRules() {}

    static void addTo(CaseList cases) {
        SPECS.forEach((name, spec) -> {
            independence(cases, name, spec);
            capacity(cases, name, spec);
            truncation(cases, name, spec);
            reordering(cases, name, spec);
            forks(cases, name, spec);
            batches(cases, name, spec);
        });
        threads(cases);
        oneThreadAtATime(cases);
        pages(cases);
        mixtures(cases);
    }

    private static void independence(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-3", name + "/second-session-starts-clean", spec, 2, (draw, track, decoder) -> {
            track.feed(9, 4);
            try (DecoderTrack second = track.another(decoder, 2, 40)) {
                second.feed(3, 6);
            }
            track.close();
            try (DecoderTrack third = track.another(decoder, 2, 40)) {
                third.feed(1, 2);
                third.feed(1, 1);
            }
        });
        DecoderScript.add(cases, "DEC-3", name + "/interleaved", spec, 2, (draw, track, decoder) -> {
            try (DecoderTrack other = track.another(decoder, 2, 40)) {
                for (int turn = 0; turn < 4; turn++) {
                    track.feed(draw.between(1, 4), 1);
                    other.feed(1, draw.between(1, 4));
                }
                other.truncate(0, 2);
                track.feed(1, 1);
                other.reorder(1, 0);
                track.feed(1, 2);
                other.feed(1, 1);
            }
        });
    }

    private static void capacity(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-4", name + "/fits-exactly", spec, 2, 12, (draw, track, decoder) -> {
            track.run()
                    .require(
                            track.session().capacity() == 12,
                            "capacity: got " + track.session().capacity());
            track.feed(12, 3);
            requireFull(track, 1, 0);
            requireFull(track, 0, 10);
            track.feed(0, 9);
            requireFull(track, 1, 1);
            track.truncate(0, 11);
            requireFull(track, 1, 1);
            track.feed(1, 0);
            track.truncate(1, 0);
            track.feed(0, 12);
        });
        DecoderScript.add(cases, "DEC-4", name + "/step-by-step", spec, 1, 5, (draw, track, decoder) -> {
            for (int step = 0; step < 5; step++) {
                track.feed(1);
            }
            requireFull(track, 1);
            track.truncate(0, 3);
            requireFull(track, 3);
            track.feed(2);
        });
        DecoderScript.add(cases, "DEC-4", name + "/at-once-too-many", spec, 1, 7, (draw, track, decoder) -> {
            requireFull(track, 8);
            track.feed(7);
            track.reorder(0, 0);
            requireFull(track, 0, 1);
            try (DecoderTrack fork = track.fork()) {
                track.run().require(fork.session().capacity() == 7, "a fork has its parent's capacity");
                requireFull(fork, 1, 0);
                fork.truncate(1, 6);
                fork.feed(0, 1);
            }
        });
    }

    /** So many more tokens are refused, and nothing changes. */
    private static void requireFull(DecoderTrack track, int... counts) {
        DecoderInputs inputs = DecoderTrack.inputs(track.tokens(counts));
        track.run()
                .requireThrows(
                        IllegalArgumentException.class,
                        () -> track.session().feed(inputs),
                        "capacity",
                        String.valueOf(track.session().capacity()));
        track.requireState();
    }

    private static void truncation(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-5", name + "/truncate", spec, 3, (draw, track, decoder) -> {
            track.feed(8, 5, 3);
            track.truncate(0, 5);
            track.feed(2, 0, 1);
            track.truncate(1, 0);
            track.truncate(2, 4);
            track.feed(1, 3, 1);
            track.truncate(0, 1);
            track.truncate(1, 2);
            track.feed(4, 1, 1);
        });
        DecoderScript.add(cases, "DEC-5", name + "/speculate-and-take-back", spec, 1, (draw, track, decoder) -> {
            track.feed(4);
            for (int round = 0; round < 4; round++) {
                int held = track.session().length(0);
                track.feed(5);
                track.truncate(0, held + draw.between(0, 4));
                track.feed(1);
            }
        });
    }

    private static void reordering(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-5", name + "/reorder-permutation", spec, 3, (draw, track, decoder) -> {
            track.feed(4, 2, 7);
            track.reorder(2, 0, 1);
            track.feed(1, 1, 1);
            track.reorder(1, 0, 2);
            track.feed(2, 1, 0);
        });
        DecoderScript.add(cases, "DEC-5", name + "/reorder-duplicates-go-on-alone", spec, 2, (draw, track, decoder) -> {
            track.feed(5, 3);
            track.reorder(0, 0, 1, 0);
            track.feed(1, 1, 1, 1);
            track.feed(1, 2, 0, 3);
            track.truncate(1, 4);
            track.feed(1, 1, 1, 1);
            track.reorder(3, 3);
            track.feed(2, 2);
        });
        DecoderScript.add(cases, "DEC-5", name + "/beam-search", spec, 3, (draw, track, decoder) -> {
            track.feed(3, 3, 3);
            for (int step = 0; step < 8; step++) {
                track.reorder(draw.between(0, 2), draw.between(0, 2), draw.between(0, 2));
                track.feed(1, 1, 1);
            }
        });
        DecoderScript.add(cases, "DEC-5", name + "/reorder-to-none-and-back", spec, 2, (draw, track, decoder) -> {
            track.feed(5, 3);
            track.reorder();
            track.joinAny(2);
            track.feed(1, 4);
            track.reorder(1);
            track.feed(2);
            track.reorder(0, 0);
            track.feed(0, 1);
            track.feed(1, 0);
        });
    }

    private static void forks(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-5", name + "/fork-both-go-on", spec, 2, (draw, track, decoder) -> {
            track.feed(5, 2);
            try (DecoderTrack fork = track.fork()) {
                fork.feed(1, 1);
                track.feed(1, 1);
                fork.feed(1, 3);
                track.feed(2, 0);
                fork.truncate(0, 3);
                fork.feed(2, 1);
                track.feed(1, 1);
            }
            track.feed(1, 1);
        });
        DecoderScript.add(cases, "DEC-5", name + "/fork-outlives-its-parent", spec, 2, (draw, track, decoder) -> {
            track.feed(5, 2);
            try (DecoderTrack fork = track.fork()) {
                track.feed(1, 1);
                track.close();
                fork.feed(1, 2);
                try (DecoderTrack fresh = track.another(decoder, 2, 40)) {
                    fresh.feed(9, 9);
                    fork.feed(1, 1);
                }
            }
        });
        DecoderScript.add(cases, "DEC-5", name + "/forks-of-forks", spec, 1, (draw, track, decoder) -> {
            track.feed(6);
            try (DecoderTrack child = track.fork()) {
                child.truncate(0, 4);
                try (DecoderTrack grandchild = child.fork()) {
                    grandchild.feed(3);
                    child.feed(2);
                    track.feed(1);
                    child.session().close();
                    grandchild.reorder(0, 0);
                    grandchild.feed(1, 2);
                    track.feed(2);
                }
            }
        });
    }

    private static void batches(CaseList cases, String name, DecoderSpec spec) {
        DecoderScript.add(cases, "DEC-9", name + "/rows-wait", spec, 4, (draw, track, decoder) -> {
            track.feed(6, 0, 3, 1);
            track.feed(0, 5, 0, 1);
            track.feed(1, 1, 0, 0);
            track.feed(0, 0, 4, 1);
            track.feed(1, 1, 1, 1);
        });
        DecoderScript.add(cases, "DEC-9", name + "/rows-join-and-leave", spec, 2, (draw, track, decoder) -> {
            track.feed(7, 2);
            track.joinAny(1);
            track.feed(1, 1, 5);
            track.reorder(0, 2);
            track.joinAny(2);
            track.feed(1, 1, 2, 8);
            track.reorder(3, 1, 2);
            track.feed(1, 1, 1);
            track.joinAny(1);
            track.feed(0, 1, 1, 3);
        });
        DecoderScript.add(cases, "DEC-9", name + "/continuous-batch", spec, 0, (draw, track, decoder) -> {
            for (int turn = 0; turn < 10; turn++) {
                int leaving =
                        track.rows().size() > 2 ? draw.between(0, track.rows().size() - 1) : -1;
                if (leaving >= 0) {
                    track.reorder(stay(track.rows().size(), leaving));
                }
                track.joinAny(1);
                int[] counts = new int[track.rows().size()];
                Arrays.fill(counts, 1);
                counts[counts.length - 1] = draw.between(1, 6);
                track.feed(counts);
            }
        });
    }

    private static int[] stay(int rows, int leaving) {
        return IntStream.range(0, rows).filter(row -> row != leaving).toArray();
    }

    private static void threads(CaseList cases) {
        DecoderSpecs.named("llama", "marian")
                .forEach((name, spec) -> cases.add("DEC-3", name + "/sessions-on-six-threads", draw -> run -> {
                    DecoderCheck check = new DecoderCheck(draw, spec);
                    try (Decoder decoder = check.decoderOrRefusal(run)) {
                        List<Runnable> works = new ArrayList<>();
                        for (int thread = 0; thread < 6; thread++) {
                            Draw own = new Draw(draw.between(0, Integer.MAX_VALUE - 1));
                            works.add(() -> work(run, check, decoder, own));
                        }
                        ParallelCalls.run(works);
                    }
                }));
    }

    private static void work(CaseRun run, DecoderCheck check, Decoder decoder, Draw draw) {
        try (DecoderTrack track = DecoderTrack.open(run, check, decoder, draw, 2, 30)) {
            track.feed(4, 6);
            try (DecoderTrack fork = track.fork()) {
                for (int step = 0; step < 4; step++) {
                    track.feed(1, 1);
                    fork.feed(1, 0);
                }
            }
            track.truncate(1, 3);
            track.feed(2, 2);
        }
    }

    /**
     * Two threads feed one session the same token: whatever comes of it, each call either throws {@link
     * IllegalStateException} or is one more token of the row. How often they meet is up to the machine; what must hold
     * does so either way.
     */
    private static void oneThreadAtATime(CaseList cases) {
        cases.add("DEC-3", "two-threads-in-one-session", draw -> run -> {
            DecoderCheck check = new DecoderCheck(draw, DecoderSpecs.GPT2);
            int rounds = 20;
            List<Tensor> answers = Collections.synchronizedList(new ArrayList<>());
            try (Decoder decoder = check.decoderOrRefusal(run);
                    DecoderSession session = decoder.open(SessionOptions.of(1, 2 * rounds))) {
                CyclicBarrier start = new CyclicBarrier(2);
                Runnable work = () -> {
                    for (int round = 0; round < rounds; round++) {
                        await(start);
                        feedOrRefusal(run, session, answers);
                    }
                };
                ParallelCalls.run(List.of(work, work));
                run.require(
                        session.length(0) == answers.size(),
                        answers.size() + " calls returned logits, but the row holds " + session.length(0) + " tokens");
                requireOneEach(run, check, answers);
            }
        });
    }

    private static void feedOrRefusal(CaseRun run, DecoderSession session, List<Tensor> answers) {
        try {
            answers.add(session.feed(DecoderTrack.inputs(new int[] {3})).logits());
        } catch (IllegalStateException inUse) {
            run.require(
                    String.valueOf(inUse.getMessage()).contains("thread"),
                    "expected a message that says 'thread', got " + inUse.getMessage());
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (BrokenBarrierException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Every answer is that of another place in the row. */
    private static void requireOneEach(CaseRun run, DecoderCheck check, List<Tensor> answers) {
        OracleRow row = OracleRow.empty();
        for (int n = 0; n < answers.size(); n++) {
            row = row.plus(3);
        }
        double[][] expected = check.expected(row);
        Tolerance tolerance = check.tolerance(answers.size(), 0);
        List<Tensor> left = new ArrayList<>(answers);
        for (int place = 0; place < answers.size(); place++) {
            Reals here = new Reals(answers.get(0).shape(), expected[place]);
            boolean found = left.removeIf(
                    each -> Comparison.of(here, each.toFloatArray(), tolerance).passed());
            run.require(found, "no call returned the logits of place " + place);
        }
        run.require(left.isEmpty(), left.size() + " calls returned the logits of no place");
    }

    /** What happens across pages of the cache. */
    private static void pages(CaseList cases) {
        DecoderScript.add(
                cases, "DEC-5", "pages/fork-and-truncate", DecoderSpecs.TINY, 1, 4000, (draw, track, decoder) -> {
                    int page = Math.min(decoder.pageTokens(), 512);
                    int[] all = DecoderFeedRules.foreseen(track, 3 * page + 8)[0];
                    track.feedTokens(DecoderFeedRules.part(all, 0, 2 * page + 3));
                    try (DecoderTrack fork = track.fork()) {
                        fork.feed(1);
                        track.feedTokens(DecoderFeedRules.part(all, 2 * page + 3, 2 * page + 5));
                        fork.truncate(0, page);
                        fork.feed(2);
                        track.feedTokens(DecoderFeedRules.part(all, 2 * page + 5, 3 * page + 6));
                        track.reorder(0, 0);
                        track.truncate(0, page + 1);
                        track.feedTokens(DecoderFeedRules.part(all, page + 1, page + 3), new int[] {1});
                        fork.feed(1);
                    }
                });
        DecoderScript.add(
                cases, "DEC-9", "pages/rows-of-other-lengths", DecoderSpecs.TINY, 3, 4000, (draw, track, decoder) -> {
                    int page = Math.min(decoder.pageTokens(), 512);
                    track.feed(page - 1, 2 * page, 1);
                    track.feed(1, 1, 1);
                    track.feed(1, 1, 1);
                    track.reorder(1, 0);
                    track.feed(1, 1);
                });
    }

    private static void mixtures(CaseList cases) {
        for (int n = 0; n < 20; n++) {
            cases.add("DEC-5", "mixture/" + n, draw -> {
                DecoderSpec spec = draw.between(0, 1) == 0
                        ? new DecoderMixture(draw).spec()
                        : draw.oneOf(SPECS.values().toArray(new DecoderSpec[0]));
                return DecoderScript.check(draw, spec, 2, 20, (own, track, decoder) -> {
                    for (int turn = 0; turn < 14; turn++) {
                        anything(own, track);
                    }
                });
            });
        }
    }

    private static void anything(Draw draw, DecoderTrack track) {
        int rows = track.rows().size();
        int row = rows == 0 ? 0 : draw.between(0, rows - 1);
        switch (rows == 0 ? 0 : draw.between(0, 6)) {
            case 0 -> track.joinAny(rows < 4 ? 1 : 0);
            case 1 -> track.truncate(row, draw.between(0, track.session().length(row)));
            case 2 -> track.reorder(draw.between(0, rows - 1), row);
            case 3 -> {
                try (DecoderTrack fork = track.fork()) {
                    feedAnything(draw, fork);
                }
            }
            default -> feedAnything(draw, track);
        }
    }

    private static void feedAnything(Draw draw, DecoderTrack track) {
        int[] counts = new int[track.rows().size()];
        for (int row = 0; row < counts.length; row++) {
            counts[row] = Math.min(draw.between(0, 3), 20 - track.session().length(row));
        }
        track.feed(counts);
    }
}
