package dev.heed.conformance.mutants;

import dev.heed.decoder.DecoderInputs;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Decoders whose cache and sessions go wrong. */
final class DecoderMutants {
    /** One of two threads fails at its first token, while the other goes on. */
    static final Flaw STAYS_WITH_ITS_THREAD =
            flaw("a session stays with the thread that fed it first", "DEC-3", StaysWithItsThread::new);

    /** Says that its caches take nothing, and keeps them. */
    static final Flaw KEEPS_CLOSED_CACHES =
            flaw("caches of closed sessions are never freed", "SPI-8", KeepsClosedCaches::new);

    private DecoderMutants() {}

    static List<Flaw> all() {
        List<Flaw> flaws = new ArrayList<>(DecoderSpecMutants.all());
        flaws.add(flaw("position counted from the chunk", "DEC-1", PositionInChunk::new));
        flaws.add(flaw("wrong past 256 tokens", "DEC-1", () -> new ForgetsPast(256)));
        flaws.add(flaw("a chunk does not see the chunk before the last", "DEC-1", LastChunkOnly::new));
        flaws.add(flaw("cache off by one", "DEC-2", OffByOne::new));
        flaws.add(flaw("wrong past 1,024 tokens", "DEC-2", () -> new ForgetsPast(1024)));
        flaws.add(flaw("cache shared between sessions", "DEC-3", SharedPages::new));
        flaws.add(flaw("second session goes on where the first ended", "DEC-3", DirtySession::new));
        flaws.add(flaw("two threads in one session", "DEC-3", Unguarded::new));
        flaws.add(STAYS_WITH_ITS_THREAD);
        flaws.add(flaw("what does not fit is dropped", "DEC-4", DropsTooMany::new));
        flaws.add(flaw("wrong position after truncate", "DEC-5", PositionNotTakenBack::new));
        flaws.add(flaw("truncate takes one too many", "DEC-5", TruncatesTooMuch::new));
        flaws.add(flaw("reorder aliases", "DEC-5", AliasingReorder::new));
        flaws.add(flaw("a fork shares the last page", "DEC-5", SharedTail::new));
        flaws.add(flaw("memory's lengths ignored", "DEC-6", PaddedMemory::new));
        flaws.add(flaw("cross-attention is causal", "DEC-6", CausalMemory::new));
        flaws.add(flaw("memory stays where it is when rows are gathered", "DEC-6", MemoryStays::new));
        flaws.add(flaw("a failed feed leaves its first token", "DEC-7", FailedFeedStays::new));
        flaws.add(flaw("a failed reorder has gathered some", "DEC-7", FailedReorderStays::new));
        flaws.add(flaw("a failed feed has overwritten the last page", "DEC-7", FailedFeedOverwrites::new));
        flaws.add(flaw("cache as large as the capacity", "DEC-8", () -> new Takes(64)));
        flaws.add(flaw("cache says it is empty", "DEC-8", () -> new Takes(0)));
        flaws.add(flaw("cache does not fall", "DEC-8", NeverFalls::new));
        flaws.add(flaw("shared pages counted for each row", "DEC-8", SharedCountTwice::new));
        flaws.add(flaw("a fork copies at once", "DEC-8", EagerFork::new));
        flaws.add(flaw("logits of the padded row's last place", "DEC-9", LastOfPadded::new));
        flaws.add(flaw("positions of the longest row", "DEC-9", LongestRowsPositions::new));
        flaws.add(flaw("a row that joins counts on where one left", "DEC-9", JoinsDirty::new));
        flaws.add(flaw("logits of a row that waits", "DEC-9", WaitingRowsLogits::new));
        flaws.add(flaw("what is no number counts as nothing", "DEC-1", HidesNan::new));
        flaws.add(flaw("a window's keys are gone after truncate", "DEC-10", RingBuffer::new));
        flaws.add(flaw("tokens overwritten", "TEN-2", OverwritesTokens::new));
        flaws.add(KEEPS_CLOSED_CACHES);
        flaws.add(flaw("a closed session goes on", "SPI-8", NeverCloses::new));
        flaws.add(flaw("wrong in the second session", "ATT-15", SecondDiffers::new));
        return flaws;
    }

    private static Flaw flaw(String name, String rule, Supplier<Habits> habits) {
        return new Flaw(name, rule, () -> new CachedBackend(habits.get()));
    }

    private static final class PositionInChunk extends Habits {
        @Override
        int position(CachedSession session, CachedRow row, int place, int inCall) {
            return inCall;
        }
    }

    /** The last token before a limit is forgotten after it. */
    private static final class ForgetsPast extends Habits {
        private final int limit;

        private ForgetsPast(int limit) {
            this.limit = limit;
        }

        @Override
        boolean sees(CachedRow row, int left, int key, int place, int inCall) {
            return super.sees(row, left, key, place, inCall) && (place < limit || key != limit - 1);
        }
    }

    private static final class LastChunkOnly extends Habits {
        @Override
        boolean sees(CachedRow row, int left, int key, int place, int inCall) {
            return super.sees(row, left, key, place, inCall) && (inCall == 0 || key >= place - inCall);
        }
    }

    private static final class OffByOne extends Habits {
        @Override
        boolean sees(CachedRow row, int left, int key, int place, int inCall) {
            return super.sees(row, left, key, place, inCall) && (inCall > 0 || key != place - 1);
        }
    }

    /** The n-th page of a row is everybody's n-th page. */
    private static final class SharedPages extends Habits {
        private final Map<Integer, CachePage> pages = new HashMap<>();

        @Override
        CachePage take(CachedDecoder decoder, int index) {
            return pages.computeIfAbsent(index, n -> super.take(decoder, n));
        }
    }

    private static final class DirtySession extends Habits {
        private int left;

        @Override
        int position(CachedSession session, CachedRow row, int place, int inCall) {
            return place + left;
        }

        @Override
        Map<String, Tensor> weights(Map<String, Tensor> weights) {
            left = 0;
            return weights;
        }

        @Override
        void closed(CachedSession session) {
            left = session.held().isEmpty() ? 0 : session.held().get(0).length();
        }
    }

    /** The first two threads in a session of one row read its state, then both write it. */
    private static final class Unguarded extends Habits {
        private final CountDownLatch both = new CountDownLatch(2);

        @Override
        boolean guarded() {
            return false;
        }

        @Override
        void underWay(CachedSession session) {
            if (session.held().size() != 1) {
                return;
            }
            both.countDown();
            try {
                if (!both.await(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no other thread came");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class StaysWithItsThread extends Habits {
        private final Map<CachedSession, Thread> owners = new ConcurrentHashMap<>();

        @Override
        boolean guarded() {
            return false;
        }

        @Override
        void underWay(CachedSession session) {
            Thread own = Thread.currentThread();
            if (!own.equals(owners.computeIfAbsent(session, first -> own))) {
                throw new UnsupportedOperationException("another thread's session");
            }
        }

        @Override
        void closed(CachedSession session) {
            owners.remove(session);
        }
    }

    private static final class DropsTooMany extends Habits {
        @Override
        boolean refusesTooMany() {
            return false;
        }
    }

    private static class PositionNotTakenBack extends Habits {
        @Override
        int position(CachedSession session, CachedRow row, int place, int inCall) {
            return row.everFed() - 1;
        }
    }

    /** Forgets what the last token that stays has left. */
    private static final class TruncatesTooMuch extends Habits {
        private int cut = -1;

        @Override
        void truncate(CachedRow row, int length) {
            super.truncate(row, length);
            cut = length - 1;
        }

        @Override
        boolean sees(CachedRow row, int left, int key, int place, int inCall) {
            return super.sees(row, left, key, place, inCall) && (key != cut || key == place);
        }
    }

    private static final class AliasingReorder extends Habits {
        @Override
        CachedRow gathered(CachedRow row) {
            return row.alias();
        }
    }

    private static final class SharedTail extends Habits {
        @Override
        CachedRow forked(CachedRow row) {
            return row.alias();
        }
    }

    private static final class PaddedMemory extends Habits {
        @Override
        int memoryLength(CachedRow row, int place) {
            return row.memoryKeys(0).length;
        }
    }

    private static final class CausalMemory extends Habits {
        @Override
        int memoryLength(CachedRow row, int place) {
            return Math.min(row.memoryLength(), place + 1);
        }
    }

    private static final class MemoryStays extends Habits {
        private final List<CachedRow> joined = new ArrayList<>();
        private int gathered;

        @Override
        CachedRow joined(CachedSession session, CachedRow row) {
            joined.add(row);
            return row;
        }

        @Override
        CachedRow gathered(CachedRow row) {
            CachedRow branch = super.gathered(row);
            branch.takeMemory(joined.get(gathered++ % joined.size()));
            return branch;
        }
    }

    private static final class FailedFeedStays extends Habits {
        @Override
        void failed(CachedSession session, List<Integer> order) {
            List<CachedRow> rows = session.held();
            if (order.isEmpty() && !rows.isEmpty()) {
                session.decoder().computation().feed(session, rows.get(0), 0, 0);
            }
        }
    }

    private static final class FailedReorderStays extends Habits {
        @Override
        void failed(CachedSession session, List<Integer> order) {
            List<CachedRow> rows = new ArrayList<>(session.held());
            for (int row = 0; row < order.size(); row++) {
                int from = order.get(row);
                if (from >= 0 && from < rows.size() && row < rows.size()) {
                    rows.set(row, session.held().get(from).branch());
                }
            }
            session.hold(rows);
        }
    }

    /** Lengths are as they were, and the token before the last is another. */
    private static final class FailedFeedOverwrites extends Habits {
        @Override
        void failed(CachedSession session, List<Integer> order) {
            for (CachedRow row : session.held()) {
                if (order.isEmpty() && row.length() > 1) {
                    row.cut(row.length() - 1);
                    session.decoder().computation().feed(session, row, 0, 0);
                }
            }
        }
    }

    private static final class Takes extends Habits {
        private final int pagesOfARow;

        private Takes(int pagesOfARow) {
            this.pagesOfARow = pagesOfARow;
        }

        @Override
        long pages(CachedDecoder decoder, List<CachedRow> rows) {
            return (long) rows.size() * pagesOfARow;
        }
    }

    private static final class NeverFalls extends Habits {
        private long most;

        @Override
        long pages(CachedDecoder decoder, List<CachedRow> rows) {
            most = Math.max(most, super.pages(decoder, rows));
            return most;
        }
    }

    private static final class SharedCountTwice extends Habits {
        @Override
        long pages(CachedDecoder decoder, List<CachedRow> rows) {
            return rows.stream().mapToLong(row -> row.pages().size()).sum();
        }
    }

    private static final class EagerFork extends Habits {
        @Override
        CachedRow forked(CachedRow row) {
            return row.deepCopy();
        }
    }

    private static final class LastOfPadded extends Habits {
        @Override
        int last(int count, int longest) {
            return longest - 1;
        }
    }

    private static final class LongestRowsPositions extends Habits {
        @Override
        int position(CachedSession session, CachedRow row, int place, int inCall) {
            int longest =
                    session.held().stream().mapToInt(CachedRow::length).max().orElse(0);
            return longest + inCall;
        }
    }

    private static final class JoinsDirty extends PositionNotTakenBack {
        private final Map<CachedSession, CachedRow> gone = new HashMap<>();

        @Override
        void left(CachedSession session, CachedRow row) {
            gone.put(session, row);
        }

        @Override
        CachedRow joined(CachedSession session, CachedRow row) {
            if (gone.containsKey(session)) {
                row.countOn(gone.get(session));
            }
            return row;
        }
    }

    private static final class WaitingRowsLogits extends Habits {
        @Override
        float[] logits(CachedSession session, float[] logits) {
            for (int i = 0; i < logits.length; i++) {
                logits[i] = logits[i] == 0 ? 0.5f : logits[i];
            }
            return logits;
        }
    }

    private static final class HidesNan extends Habits {
        @Override
        float[] logits(CachedSession session, float[] logits) {
            for (int i = 0; i < logits.length; i++) {
                logits[i] = Float.isNaN(logits[i]) ? 0 : logits[i];
            }
            return logits;
        }
    }

    /** A windowed layer keeps the window's keys alone; those before it are not there any more when tokens are taken back. */
    private static final class RingBuffer extends Habits {
        @Override
        boolean sees(CachedRow row, int left, int key, int place, int inCall) {
            return super.sees(row, left, key, place, inCall) && (key >= row.longest() - 1 - (long) left);
        }
    }

    /** The buffer of the ids is taken for room to work in. */
    private static final class OverwritesTokens extends Habits {
        @Override
        void fed(DecoderInputs inputs) {
            ByteBuffer tokens = Tensors.memory(inputs.tokens());
            if (tokens.hasRemaining()) {
                tokens.put(0, (byte) (tokens.get(0) == 0 ? 1 : 0));
            }
        }
    }

    private static final class KeepsClosedCaches extends Habits {
        private final List<List<CachedRow>> kept = new ArrayList<>();

        @Override
        void closed(CachedSession session) {
            kept.add(session.held());
        }
    }

    private static final class NeverCloses extends Habits {
        @Override
        boolean closes() {
            return false;
        }
    }

    private static final class SecondDiffers extends Habits {
        private int sessions;

        @Override
        void closed(CachedSession session) {
            sessions++;
        }

        @Override
        float[] logits(CachedSession session, float[] logits) {
            logits[0] += sessions * 1e-6f;
            return logits;
        }

        @Override
        Map<String, Tensor> weights(Map<String, Tensor> weights) {
            sessions = 0;
            return weights;
        }
    }
}
