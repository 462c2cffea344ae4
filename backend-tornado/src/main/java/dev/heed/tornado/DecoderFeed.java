package dev.heed.tornado;

import dev.heed.attention.Mask;
import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.DecoderCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** One checked call of a decoder's session: what is written for each batch, and where its logits go. */
final class DecoderFeed {
    private final DecoderCall call;
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final DecoderCache cache;
    private final List<Integer> windows;
    private final int[] windowOf;
    private final ByteBuffer bytes;
    private final FloatBuffer logits;

    DecoderFeed(DecoderCall call, DecoderCache cache) {
        this.call = call;
        this.spec = call.spec();
        this.body = spec.body();
        this.cache = cache;
        this.windows = spec.windows().stream().distinct().toList();
        this.windowOf = spec.windows().stream().mapToInt(windows::indexOf).toArray();
        this.bytes = HostArrays.zeros(call.logitsShape());
        this.logits = bytes.asFloatBuffer();
    }

    /** Feeds the rows, whose pages are ready; nothing of it counts until they advance. */
    Tensor run(List<CachedRow> rows) {
        for (DecoderBatch batch : DecoderBatch.of(call, rows)) {
            DecoderPlan plan = cache.plan(batch.references(), batch.length());
            plan.enter(own(plan, batch), batch.rows());
            plan.layers(memories(plan, batch), batch.rows(), batch.pieces().size(), batch.longest(), windowOf);
            take(plan, batch);
        }
        Shape shape = call.logitsShape();
        return Tensor.ofBytes(DType.FLOAT32, shape, bytes);
    }

    private CallData own(DecoderPlan plan, DecoderBatch batch) {
        CallData data = new CallData(windows.size());
        plan.header(data, true);
        data.set(CallHeader.ROWS, batch.rows());
        data.begin(CallHeader.TOKENS);
        forEachToken(batch, (piece, t) -> data.add(call.token(piece.number(), piece.from() + t)));
        data.begin(CallHeader.QUERY_SIDE + CallHeader.SIDE_POSITIONS);
        forEachToken(batch, (piece, t) -> data.add(piece.past() + t));
        if (body.layers() > 0) {
            data.begin(CallHeader.SLOTS);
            forEachToken(batch, (piece, t) -> data.add(piece.row().slot(piece.past() + t)));
            for (int window = 0; window < windows.size(); window++) {
                List<Entry> entries = entries(plan, batch, windows.get(window));
                EntryParts.write(data, entries, CallHeader.ranges(window), window == 0);
            }
        }
        return data;
    }

    private interface OfToken {
        void at(DecoderBatch.Piece piece, int t);
    }

    private static void forEachToken(DecoderBatch batch, OfToken each) {
        for (DecoderBatch.Piece piece : batch.pieces()) {
            for (int t = 0; t < piece.count(); t++) {
                each.at(piece, t);
            }
        }
    }

    private List<Entry> entries(DecoderPlan plan, DecoderBatch batch, int left) {
        List<Entry> entries = new ArrayList<>();
        for (DecoderBatch.Piece piece : batch.pieces()) {
            List<Integer> pages = piece.row().pages().subList(0, KeyValuePages.of(piece.length()));
            entries.add(entry(plan, piece, true, pages, piece.length(), new Past(piece.past(), left)));
        }
        return entries;
    }

    private Entry entry(
            DecoderPlan plan,
            DecoderBatch.Piece piece,
            boolean own,
            List<Integer> pages,
            int keys,
            Visibility visibility) {
        return new Entry(
                piece.start() * plan.queryRow(own),
                0,
                0,
                piece.start() * body.heads() * body.headWidth(),
                pages,
                piece.count(),
                keys,
                visibility);
    }

    private CallData memories(DecoderPlan plan, DecoderBatch batch) {
        CallData data = new CallData(windows.size());
        plan.header(data, false);
        data.set(CallHeader.ROWS, batch.rows());
        List<Entry> entries = new ArrayList<>();
        for (DecoderBatch.Piece piece : batch.pieces()) {
            Optional<RowMemory> memory = piece.row().memory();
            int length = memory.map(RowMemory::length).orElse(0);
            List<Integer> pages = memory.map(RowMemory::pages).orElse(List.of());
            entries.add(entry(plan, piece, false, pages, length, new Everything(length)));
        }
        // Whatever the window of a layer, all of it sees the memory.
        EntryParts.write(data, entries, CallHeader.ranges(0), true);
        for (int window = 1; window < windows.size(); window++) {
            data.set(CallHeader.ranges(window), data.get(CallHeader.ranges(0)));
            data.set(CallHeader.ranges(window) + 1, data.get(CallHeader.ranges(0) + 1));
        }
        return data;
    }

    private void take(DecoderPlan plan, DecoderBatch batch) {
        List<Integer> picks = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        forEachToken(batch, (piece, t) -> {
            int token = piece.from() + t;
            if (call.allLogits() || token == call.count(piece.number()) - 1) {
                picks.add(piece.start() + t);
                places.add(call.allLogits() ? (long) piece.number() * call.longest() + token : piece.number());
            }
        });
        int vocabulary = spec.vocabulary();
        for (int from = 0; from < picks.size(); from += DecoderPlan.PICKS) {
            List<Integer> some = picks.subList(from, Math.min(picks.size(), from + DecoderPlan.PICKS));
            FloatArray made =
                    plan.logits(some.stream().mapToInt(Integer::intValue).toArray());
            for (int i = 0; i < some.size(); i++) {
                int at = Math.toIntExact(places.get(from + i) * vocabulary);
                HostArrays.copy(made, i * vocabulary, logits, at, vocabulary);
            }
        }
    }

    /** What the tokens of a row see of it: themselves and what came before, as far as the window goes. */
    private record Past(int before, int left) implements Visibility {
        @Override
        public int from(int query) {
            return left == Mask.UNBOUNDED ? 0 : Math.max(0, before + query - left);
        }

        @Override
        public int to(int query) {
            return before + query + 1;
        }

        @Override
        public int position(int query) {
            return before + query;
        }
    }

    private record Everything(int length) implements Visibility {
        @Override
        public int from(int query) {
            return 0;
        }

        @Override
        public int to(int query) {
            return length;
        }

        @Override
        public int position(int query) {
            return 0;
        }
    }
}
