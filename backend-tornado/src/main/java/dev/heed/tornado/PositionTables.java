package dev.heed.tornado;

import dev.heed.attention.Rope;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import java.util.Optional;

/**
 * What an encoder's positions add, for positions below a length.
 *
 * @param added rows added to the input, [positions, width]; empty for none
 * @param rope the turn of queries and keys
 * @param angles of the turns, [positions, pairs, 2]
 * @param bias what is added to scores by distance
 */
record PositionTables(float[] added, Optional<Rope> rope, float[] angles, DistanceBias bias) {
    private static final PositionTables NONE =
            new PositionTables(new float[0], Optional.empty(), new float[0], DistanceBias.NONE);

    static PositionTables of(TransformerSpec spec, PositionWeights weights, int length) {
        return spec.positions().match(new Choice(spec, weights, length));
    }

    private record Choice(TransformerSpec spec, PositionWeights weights, int length)
            implements Positions.Cases<PositionTables> {
        @Override
        public PositionTables none(Positions.None positions) {
            return NONE;
        }

        @Override
        public PositionTables sinusoidal(Positions.Sinusoidal positions) {
            int width = spec.width();
            float[] rows = new float[Math.multiplyExact(length, width)];
            for (int w = 0; w < width; w++) {
                double frequency = Math.pow(10_000, -(w - w % 2) / (double) width);
                for (int p = 0; p < length; p++) {
                    rows[p * width + w] = (float) (w % 2 == 0 ? Math.sin(p * frequency) : Math.cos(p * frequency));
                }
            }
            return adding(rows);
        }

        @Override
        public PositionTables learned(Positions.Learned positions) {
            return adding(weights.learnedPositions(positions.offset()));
        }

        private static PositionTables adding(float[] rows) {
            return new PositionTables(rows, Optional.empty(), new float[0], DistanceBias.NONE);
        }

        @Override
        public PositionTables rotary(Positions.Rotary positions) {
            float[] angles = AngleTable.of(positions.rope(), length, p -> p);
            return new PositionTables(new float[0], Optional.of(positions.rope()), angles, DistanceBias.NONE);
        }

        @Override
        public PositionTables biased(Positions.Biased positions) {
            DistanceBias bias = DistanceBias.of(
                    List.of(positions.bias()), i -> weights.biasTable(), spec.heads(), length - 1, length - 1);
            return new PositionTables(new float[0], Optional.empty(), new float[0], bias);
        }
    }
}
