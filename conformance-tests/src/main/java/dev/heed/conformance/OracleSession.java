package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.spi.DecoderCall;
import dev.heed.spi.Lifetime;
import dev.heed.spi.RowSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A session of the oracle's decoder: every call computes every row from its first token. */
final class OracleSession extends RowSession<OracleSessionRow> {
    private final OracleDecoderRun decoder;

    OracleSession(OracleDecoderRun decoder, int capacity, List<OracleSessionRow> rows, Lifetime ofDecoder) {
        super("decoder session of backend 'oracle'", decoder.spec(), ofDecoder, decoder.lock(), capacity, rows);
        this.decoder = decoder;
    }

    @Override
    protected DecoderOutput feed(DecoderCall call, List<OracleSessionRow> rows) {
        Reals logits = Reals.zeros(call.logitsShape());
        List<OracleRow> fed = new ArrayList<>();
        for (int row = 0; row < call.rows(); row++) {
            OracleRow longer = rows.get(row).now();
            for (int token : call.tokens(row)) {
                longer = longer.plus(token);
            }
            fed.add(longer);
            if (call.count(row) > 0) {
                double[][] all = decoder.oracle().logits(longer.tokens(), longer.memory());
                copy(Arrays.copyOfRange(all, longer.length() - call.count(row), longer.length()), call, row, logits);
            }
        }
        DecoderOutput output = new DecoderOutput(logits.toTensor(), decoder.execution());
        for (int row = 0; row < call.rows(); row++) {
            rows.get(row).become(fed.get(row));
        }
        return output;
    }

    private static void copy(double[][] ofRow, DecoderCall call, int row, Reals logits) {
        int vocabulary = call.spec().vocabulary();
        int first = call.allLogits() ? 0 : ofRow.length - 1;
        int start = row * (call.allLogits() ? call.longest() : 1) * vocabulary;
        for (int t = first; t < ofRow.length; t++) {
            System.arraycopy(ofRow[t], 0, logits.values(), start + (t - first) * vocabulary, vocabulary);
        }
    }

    @Override
    protected List<OracleSessionRow> newRows(int count) {
        return decoder.rows(count);
    }

    @Override
    protected List<OracleSessionRow> newRows(Memory memory) {
        return decoder.rows(memory);
    }

    @Override
    protected DecoderSession newSession(List<OracleSessionRow> rows) {
        return decoder.session(capacity(), rows);
    }

    @Override
    protected long bytes(List<OracleSessionRow> rows) {
        return decoder.bytesOf(rows);
    }
}
