package dev.heed.conformance;

import dev.heed.spi.SessionRow;
import java.util.Set;

/** A row of the oracle's session: which sequence it is now. */
final class OracleSessionRow implements SessionRow<OracleSessionRow> {
    private final Set<OracleSessionRow> held;
    private OracleRow now;

    /**
     * A row of a sequence.
     *
     * @param held the rows that sessions hold; this one is among them until it is released
     */
    OracleSessionRow(Set<OracleSessionRow> held, OracleRow now) {
        this.held = held;
        this.now = now;
        held.add(this);
    }

    OracleRow now() {
        return now;
    }

    void become(OracleRow row) {
        now = row;
    }

    @Override
    public int length() {
        return now.length();
    }

    @Override
    public OracleSessionRow copy() {
        return new OracleSessionRow(held, now);
    }

    @Override
    public void truncate(int length) {
        now = now.cut(length);
    }

    @Override
    public void release() {
        held.remove(this);
    }
}
