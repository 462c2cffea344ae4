package dev.heed.djl;

import dev.heed.encoder.Activation;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;

/** A Transformer spec as the numbers that the script takes: its {@code shape} and {@code numbers}. */
final class EncoderShape {
    private EncoderShape() {}

    static long[] shapeOf(TransformerSpec spec) {
        return new long[] {
            spec.layers(),
            spec.heads(),
            spec.keyValueHeads(),
            spec.headWidth(),
            flag(spec.placement() == NormPlacement.PRE),
            flag(spec.norm().kind() == Norm.Kind.RMS_NORM),
            flag(spec.finalNorm()),
            functionOf(spec.activation()),
            flag(spec.activation().gated()),
            ScoreCode.of(spec.score()),
            flag(AttentionArguments.interleaved(spec.attention().rope())),
            positionsOf(spec.positions())
        };
    }

    static double[] numbersOf(TransformerSpec spec) {
        return new double[] {
            spec.norm().epsilon(),
            spec.attention().effectiveScale(),
            ScoreCode.capOf(spec.attention()),
            spec.embeddings().map(Embeddings::scale).orElse(1.0)
        };
    }

    private static long positionsOf(Positions positions) {
        return positions.match(new Positions.Cases<>() {
            @Override
            public Long none(Positions.None none) {
                return 0L;
            }

            @Override
            public Long sinusoidal(Positions.Sinusoidal sinusoidal) {
                return 1L;
            }

            @Override
            public Long learned(Positions.Learned learned) {
                return 2L;
            }

            @Override
            public Long rotary(Positions.Rotary rotary) {
                return 0L;
            }

            @Override
            public Long biased(Positions.Biased biased) {
                return 0L;
            }
        });
    }

    private static long functionOf(Activation activation) {
        return switch (activation) {
            case RELU -> 0;
            case GELU, GEGLU -> 1;
            case GELU_TANH, GEGLU_TANH -> 2;
            case SILU, SWIGLU -> 3;
            case GLU -> 4;
        };
    }

    private static long flag(boolean set) {
        return set ? 1 : 0;
    }
}
