package dev.heed.conformance;

import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What the cache takes: rules DEC-8 and DEC-10. */
final class DecoderCacheRules {
    private static final double SLACK = 0.1;
    private static final DecoderSpec SPEC =
            DecoderSpec.builder(DecoderSpecs.LLAMA.body()).build();

    private DecoderCacheRules() {}

    static void addTo(CaseList cases) {
        add(cases, "grows-with-the-tokens", 3, (draw, track, decoder) -> {
            int page = page(decoder);
            require(decoder, track);
            for (int[] counts : new int[][] {{1, 0, 0}, {page, 3, 0}, {page - 1, 0, 1}, {1, 2 * page, page}}) {
                track.fill(counts);
                require(decoder, track);
            }
        });
        add(cases, "falls-after-truncation", 2, (draw, track, decoder) -> {
            int page = page(decoder);
            track.fill(4 * page + 1, 3 * page);
            require(decoder, track);
            for (int length : new int[] {4 * page, 2 * page + 1, page, 1, 0}) {
                track.truncate(0, length);
                require(decoder, track);
            }
        });
        add(cases, "falls-when-rows-leave", 3, (draw, track, decoder) -> {
            int page = page(decoder);
            track.fill(3 * page, 2 * page, page + 1);
            require(decoder, track);
            track.reorder(2, 0);
            require(decoder, track);
            track.join(1);
            require(decoder, track);
            track.reorder();
            require(decoder, track);
        });
        add(cases, "rows-that-begin-alike-share", 1, (draw, track, decoder) -> {
            int page = page(decoder);
            track.fill(4 * page);
            track.reorder(0, 0, 0, 0);
            require(decoder, track);
            track.fill(1, 2, 3, 0);
            require(decoder, track);
            track.reorder(3, 1);
            require(decoder, track);
        });
        add(cases, "a-fork-shares-until-one-changes", 2, (draw, track, decoder) -> {
            int page = page(decoder);
            track.fill(3 * page + 1, page + 1);
            long before = decoder.cacheBytes();
            try (DecoderTrack fork = track.fork()) {
                long after = decoder.cacheBytes();
                track.run()
                        .require(
                                after <= before * (1 + SLACK),
                                "a fork takes nothing of its own yet; before it the caches took " + before
                                        + " bytes, and after it " + after);
                require(decoder, track, fork);
                fork.fill(2, 0);
                require(decoder, track, fork);
                track.fill(page, 2 * page);
                require(decoder, track, fork);
                fork.truncate(0, page);
                require(decoder, track, fork);
                try (DecoderTrack grandchild = fork.fork()) {
                    grandchild.fill(page, 1);
                    require(decoder, track, fork, grandchild);
                    fork.session().close();
                    require(decoder, track, grandchild);
                    track.close();
                    require(decoder, grandchild);
                }
                require(decoder);
            }
        });
        add(cases, "falls-when-sessions-close", 1, (draw, track, decoder) -> {
            int page = page(decoder);
            track.fill(page + 1);
            try (DecoderTrack other = track.another(decoder, 2, 20 * page)) {
                other.fill(3 * page, 2);
                require(decoder, track, other);
            }
            require(decoder, track);
            track.close();
            require(decoder);
        });
        cases.add(
                "DEC-8",
                "capacity-takes-nothing",
                draw -> DecoderScript.check(draw, SPEC, 50, Integer.MAX_VALUE, (own, track, decoder) -> {
                    require(decoder, track);
                    int[] counts = new int[50];
                    counts[7] = 1;
                    track.fill(counts);
                    require(decoder, track);
                }));
        cases.add(
                "DEC-10",
                "windows-take-no-more-cache",
                draw -> DecoderScript.check(draw, DecoderSpecs.GEMMA2, 1, Integer.MAX_VALUE, (own, track, decoder) -> {
                    track.fill(3 * page(decoder) + 20);
                    requireAtMost(decoder, track);
                    track.truncate(0, 2);
                    requireAtMost(decoder, track);
                }));
    }

    private static void add(CaseList cases, String name, int rows, DecoderScript script) {
        cases.add("DEC-8", name, draw -> DecoderScript.check(draw, SPEC, rows, Integer.MAX_VALUE, script));
    }

    /** Tokens that reach over a page, and are enough to tell. */
    private static int page(Decoder decoder) {
        return Math.max(8, decoder.pageTokens());
    }

    private static void require(Decoder decoder, DecoderTrack... open) {
        requireAtMost(decoder, open);
        for (DecoderTrack each : open) {
            requireAtLeast(each.run(), "session", each.session().cacheBytes(), held(decoder, each.rows()));
        }
        List<OracleRow> all = rows(open);
        if (open.length > 0) {
            requireAtLeast(open[0].run(), "decoder", decoder.cacheBytes(), held(decoder, all));
        } else if (decoder.cacheBytes() != 0) {
            throw new ConformanceFailure("all sessions are closed, but the caches take " + decoder.cacheBytes());
        }
    }

    private static void requireAtMost(Decoder decoder, DecoderTrack... open) {
        for (DecoderTrack each : open) {
            requireAtMost(each.run(), "session", each.session().cacheBytes(), paged(decoder, each.rows()));
        }
        if (open.length > 0) {
            requireAtMost(open[0].run(), "decoder", decoder.cacheBytes(), paged(decoder, rows(open)));
        }
    }

    private static List<OracleRow> rows(DecoderTrack... open) {
        List<OracleRow> all = new ArrayList<>();
        for (DecoderTrack each : open) {
            all.addAll(each.rows());
        }
        return all;
    }

    private static void requireAtLeast(CaseRun run, String what, long bytes, long held) {
        run.require(
                bytes >= held * (1 - SLACK),
                "cacheBytes of the " + what + ": expected at least " + held + " (what the tokens held need), got "
                        + bytes);
    }

    private static void requireAtMost(CaseRun run, String what, long bytes, long paged) {
        run.require(
                bytes <= paged * (1 + SLACK),
                "cacheBytes of the " + what + ": expected at most " + paged
                        + " (pages of what the tokens held need, shared ones once), got " + bytes);
    }

    private static long held(Decoder decoder, List<OracleRow> rows) {
        Set<OracleRow.Token> tokens = new HashSet<>();
        rows.forEach(row -> row.addTokens(tokens));
        return bytes(decoder, tokens.size());
    }

    /** Full pages by what they hold, so that shared ones count once, and a last page for each row. */
    private static long paged(Decoder decoder, List<OracleRow> rows) {
        int page = decoder.pageTokens();
        Set<OracleRow.Token> full = Collections.newSetFromMap(new IdentityHashMap<>());
        long partial = 0;
        for (OracleRow row : rows) {
            partial += row.length() % page == 0 ? 0 : 1;
            for (int end = row.length() - row.length() % page; end > 0; end -= page) {
                full.add(row.cut(end).last());
            }
        }
        return bytes(decoder, (full.size() + partial) * page);
    }

    private static long bytes(Decoder decoder, long tokens) {
        int each =
                switch (decoder.spec().cachePrecision()) {
                    case FLOAT32 -> 4;
                    case BFLOAT16, FLOAT16 -> 2;
                    case INT8 -> 1;
                };
        return tokens * decoder.spec().cachedNumbers() * each;
    }
}
