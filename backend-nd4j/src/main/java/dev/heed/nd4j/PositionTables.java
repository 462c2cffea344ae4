package dev.heed.nd4j;

import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an encoder knows of positions, up to the longest sequence so far; made longer when a longer one comes. */
final class PositionTables {
    private static final int SHORTEST = 64;

    private final TransformerSpec spec;
    private final float[] learned;
    private volatile Table table = new Table(0, new float[0], null, null);

    /**
     * For sequences up to a length.
     *
     * @param length the length
     * @param added [length, width], what is added to the input; empty for nothing
     * @param rotation of queries and keys; null for none
     * @param bias of the scores; null for none
     */
    record Table(
            int length,
            float[] added,
            @Nullable Rotation rotation,
            @Nullable DistanceBias bias) {}

    /** Takes over the learned table, if there is one. */
    PositionTables(TransformerSpec spec, Weights weights) {
        this.spec = spec;
        if (weights.has("embedding.position.weight")) {
            learned = weights.array("embedding.position.weight");
        } else {
            learned = weights.has("attention.bias.weight") ? weights.array("attention.bias.weight") : new float[0];
        }
    }

    Table upTo(int length) {
        Table known = table;
        return known.length >= length ? known : grow(length);
    }

    private synchronized Table grow(int length) {
        if (table.length < length) {
            int longer = Math.max(SHORTEST, Math.max(length, 2 * table.length));
            table = spec.positions().match(new Maker(longer));
        }
        return table;
    }

    private final class Maker implements Positions.Cases<Table> {
        private final int length;

        private Maker(int length) {
            this.length = length;
        }

        @Override
        public Table none(Positions.None positions) {
            return new Table(Integer.MAX_VALUE, new float[0], null, null);
        }

        @Override
        public Table sinusoidal(Positions.Sinusoidal positions) {
            int width = spec.width();
            float[] waves = new float[Math.multiplyExact(length, width)];
            for (int i = 0; i < width; i++) {
                double frequency = Math.pow(10_000, -(double) (i - i % 2) / width);
                for (int p = 0; p < length; p++) {
                    double angle = p * frequency;
                    waves[p * width + i] = (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
                }
            }
            return new Table(length, waves, null, null);
        }

        @Override
        public Table learned(Positions.Learned positions) {
            int skip = positions.offset() * spec.width();
            float[] rows = new float[learned.length - skip];
            System.arraycopy(learned, skip, rows, 0, rows.length);
            // Calls are checked against the table's length before they come here.
            return new Table(Integer.MAX_VALUE, rows, null, null);
        }

        @Override
        public Table rotary(Positions.Rotary positions) {
            return new Table(length, new float[0], new Rotation(positions.rope(), length, p -> p), null);
        }

        @Override
        public Table biased(Positions.Biased positions) {
            DistanceBias bias = DistanceBias.of(List.of(positions.bias()), i -> learned, spec.heads(), length, length);
            return new Table(length, new float[0], null, bias);
        }
    }
}
