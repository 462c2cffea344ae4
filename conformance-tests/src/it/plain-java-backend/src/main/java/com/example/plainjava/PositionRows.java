package com.example.plainjava;

import dev.heed.encoder.Positions;
import java.util.Arrays;

/** What is added to a token for where it stands: zeros for positions that act inside the attention. */
final class PositionRows {
    private final Parameters parameters;
    private final int width;

    PositionRows(Parameters parameters, int width) {
        this.parameters = parameters;
        this.width = width;
    }

    /** The row [width] of a position, by the kind of positions. */
    Positions.Cases<float[]> at(int position) {
        return new Positions.Cases<>() {
            @Override
            public float[] none(Positions.None none) {
                return new float[width];
            }

            @Override
            public float[] sinusoidal(Positions.Sinusoidal sinusoidal) {
                float[] row = new float[width];
                for (int w = 0; w < width; w++) {
                    double angle = position / Math.pow(10_000, (w - w % 2) / (double) width);
                    row[w] = (float) (w % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
                }
                return row;
            }

            @Override
            public float[] learned(Positions.Learned learned) {
                int row = position + learned.offset();
                return Arrays.copyOfRange(parameters.get("embedding.position.weight"), row * width, (row + 1) * width);
            }

            @Override
            public float[] rotary(Positions.Rotary rotary) {
                return new float[width];
            }

            @Override
            public float[] biased(Positions.Biased biased) {
                return new float[width];
            }
        };
    }
}
