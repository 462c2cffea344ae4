package dev.heed.tornado;

import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.spi.RowSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows whose caches are pages on the device. */
final class TornadoSession extends RowSession<CachedRow> {
    private final TornadoDecoder decoder;

    /** Takes over the rows. */
    TornadoSession(TornadoDecoder decoder, int capacity, List<CachedRow> rows, Lifetime ofDecoder) {
        super(
                "decoder session of backend '" + TornadoBackendProvider.ID + "'",
                decoder.spec(),
                ofDecoder,
                decoder.lock(),
                capacity,
                rows);
        this.decoder = decoder;
    }

    @Override
    protected DecoderOutput feed(DecoderCall call, List<CachedRow> rows) {
        List<CachedRow> fed = new ArrayList<>();
        try {
            for (int row = 0; row < call.rows(); row++) {
                if (call.count(row) > 0) {
                    fed.add(rows.get(row));
                    rows.get(row).prepare(call.count(row));
                }
            }
            DecoderOutput output = new DecoderOutput(decoder.feed(call, rows), decoder.execution());
            for (int row = 0; row < call.rows(); row++) {
                rows.get(row).advance(call.count(row));
            }
            return output;
        } catch (RuntimeException | Error failure) {
            fed.forEach(CachedRow::fit);
            throw failure;
        }
    }

    @Override
    protected List<CachedRow> newRows(int count) {
        return decoder.rows(count);
    }

    @Override
    protected List<CachedRow> newRows(Memory memory) {
        return decoder.rows(memory);
    }

    @Override
    protected DecoderSession newSession(List<CachedRow> rows) {
        return decoder.session(capacity(), rows);
    }

    @Override
    protected long bytes(List<CachedRow> rows) {
        Set<Integer> pages = new HashSet<>();
        rows.forEach(row -> pages.addAll(row.pages()));
        return decoder.cache().bytesOf(pages.size());
    }
}
