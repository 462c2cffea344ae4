package dev.heed.nd4j;

import dev.heed.decoder.OutputHead;
import dev.heed.spi.DecoderCall;
import dev.heed.tensor.Tensor;

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
     * Takes the logits after a token.
     *
     * @param products the state's product with the head's weight, and its bias; changed
     */
    void take(int row, int token, float[] products) {
        OutputHead head = call.spec().head();
        if (head.softCap().isPresent()) {
            cap(products, ScoreBlock.softCap(head.softCap()), vocabulary);
        }
        long place = call.allLogits() ? (long) row * call.longest() + token : row;
        logits.values().put(Math.toIntExact(place * vocabulary), products, 0, vocabulary);
    }

    private static void cap(float[] x, float cap, int count) {
        float inverse = 1 / cap;
        for (int i = 0; cap > 0 && i < count; i++) {
            x[i] = cap * Tanh.of(x[i] * inverse);
        }
    }

    Tensor tensor() {
        return logits.tensor();
    }
}
