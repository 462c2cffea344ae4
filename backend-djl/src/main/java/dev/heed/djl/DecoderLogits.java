package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.spi.DecoderCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;

/** The logits of a call in the making: zeros, into which each step puts those that were asked for. */
final class DecoderLogits {
    private final DecoderCall call;
    private final int bytesOfOne;
    private final ByteBuffer bytes;

    DecoderLogits(DecoderCall call) {
        this.call = call;
        this.bytesOfOne = call.spec().vocabulary() * Float.BYTES;
        this.bytes = ByteBuffer.allocate(Math.toIntExact(call.logitsShape().size() * Float.BYTES));
    }

    /** The first of the tokens that a row is fed after which logits are asked for. */
    int first(int row) {
        return call.allLogits() ? 0 : Math.max(0, call.count(row) - 1);
    }

    /** Takes those of all rows and tokens that are asked for, one after the other. */
    void take(PtNDArray result) {
        ByteBuffer source = NativeScope.memoryOf(result);
        int from = 0;
        for (int row = 0; row < call.rows(); row++) {
            for (int t = first(row); t < call.count(row); t++) {
                put(row, t, source, from++);
            }
        }
    }

    /** Takes those after the t-th token of each row that is fed so many and is asked for it. */
    void take(PtNDArray result, int t) {
        ByteBuffer source = NativeScope.memoryOf(result);
        int from = 0;
        for (int row = 0; row < call.rows(); row++) {
            if (t >= first(row) && t < call.count(row)) {
                put(row, t, source, from++);
            }
        }
    }

    private void put(int row, int t, ByteBuffer source, int from) {
        int at = call.allLogits() ? row * call.longest() + t : row;
        bytes.put(at * bytesOfOne, source, from * bytesOfOne, bytesOfOne);
    }

    Tensor tensor() {
        return Tensor.ofBytes(DType.FLOAT32, call.logitsShape(), bytes);
    }
}
