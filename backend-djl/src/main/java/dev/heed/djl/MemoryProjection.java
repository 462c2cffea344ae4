package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.decoder.Memory;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;

/** Projects an encoder's output to keys and values of all layers, once (rule DEC-6). */
record MemoryProjection(DjlDecoder decoder, Memory memory) {
    /** The memory of one row. */
    RowMemory of(int row) {
        TransformerSpec body = decoder.spec().body();
        int length = memory.lengths().get(row);
        if (length == 0 || body.layers() == 0) {
            int[] nothing = {body.layers(), 2, body.keyValueHeads(), 0, body.headWidth()};
            return new RowMemory(decoder.torch().unmanaged(nothing, DataType.FLOAT32));
        }
        int width = memory.states().shape().dim(2);
        long work = (long) length * width * body.keyValueHeads() * body.headWidth() * 2;
        PtNDArray projected = decoder.torch().workers().together(work, () -> {
            try (NativeScope scope = decoder.torch().scope()) {
                return decoder.torch()
                        .unmanaged(decoder.torch()
                                .decoderCall(
                                        "memorised",
                                        scope.value(scope.array(states(row, length, width))),
                                        decoder.weights().projections(),
                                        scope.value((long) body.keyValueHeads()),
                                        scope.value((long) body.headWidth())));
            }
        });
        return new RowMemory(projected);
    }

    private Tensor states(int row, int length, int width) {
        int bytes = width * Float.BYTES;
        int first = row * memory.states().shape().dim(1) * bytes;
        ByteBuffer own = memory.states().bytes().slice(first, length * bytes);
        return Tensor.ofBytes(DType.FLOAT32, Shape.of(length, width), own);
    }
}
