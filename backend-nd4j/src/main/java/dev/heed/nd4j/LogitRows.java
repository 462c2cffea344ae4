package dev.heed.nd4j;

import dev.heed.decoder.OutputHead;
import dev.heed.spi.DecoderCall;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * The logits of a call in the making: zeros, into which each batch puts those that were asked for. Threads write to
 * places of their own.
 */
final class LogitRows {
    private final DecoderCall call;
    private final int vocabulary;
    private final HostFloats logits;

    LogitRows(DecoderCall call) {
        this.call = call;
        this.vocabulary = call.spec().vocabulary();
        this.logits = HostFloats.zeros(call.logitsShape());
    }

    /** Whether the logits after a token are asked for. */
    boolean wants(int row, int token) {
        return call.allLogits() || token == call.count(row) - 1;
    }

    /**
     * Takes some of the logits after a token.
     *
     * @param products the states' products with the head's weight, at their places in the vocabulary; changed
     */
    void take(int row, int token, float[] products, float[] bias, int from, int to) {
        OutputHead head = call.spec().head();
        if (head.bias()) {
            Vectors.add(products, bias, from, to);
        }
        if (head.softCap().isPresent()) {
            cap(products, ScoreBlock.softCap(head.softCap()), from, to);
        }
        long place = call.allLogits() ? (long) row * call.longest() + token : row;
        FloatBuffer values = logits.values();
        values.put(Math.toIntExact(place * vocabulary + from), products, from, to - from);
    }

    private static void cap(float[] x, float cap, int from, int to) {
        float inverse = 1 / cap;
        for (int i = from; cap > 0 && i < to; i++) {
            x[i] = cap * Tanh.of(x[i] * inverse);
        }
    }

    Tensor tensor() {
        return logits.tensor();
    }
}
