package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The arguments of the script's method {@code transformer} for one part of a batch. */
record EncoderArguments(
        TransformerSpec spec,
        DistanceBias bias,
        EncoderWeights weights,
        EncoderCall call,
        PackedBatch.Part part,
        NativeScope scope) {

    IValue[] all(Optional<EncoderMask> mask, boolean causal, boolean plain) {
        return new IValue[] {
            scope.list(features()),
            scope.list(spec.embeddings().isPresent() ? packed(call.tokens()) : new long[0]),
            scope.list(segments()),
            scope.list(part.runs()),
            scope.list(mask.map(EncoderMask::tiles).orElse(new long[0])),
            scope.list(mask.map(EncoderMask::ends).orElse(new long[0])),
            mask.map(each -> each.index(scope)).orElseGet(scope::indices),
            mask.map(each -> each.ranges(scope)).orElseGet(scope::nothing),
            mask.map(each -> each.patterns(scope)).orElseGet(scope::nothing),
            mask.map(each -> each.bias(bias, spec.heads(), scope)).orElseGet(scope::nothing),
            scope.value((long) mask.map(EncoderMask::firstDistance).orElse(0)),
            scope.value(causal),
            weights.outer(),
            weights.inner(),
            weights.shape(),
            weights.numbers(),
            scope.value(call.inputs().hiddenStates()),
            scope.value(call.inputs().attentionWeights()),
            weights.careful(),
            scope.value(plain)
        };
    }

    private long[] segments() {
        for (int segment : call.segments()) {
            if (segment != 0) {
                return packed(call.segments());
            }
        }
        return new long[0];
    }

    private long[] packed(int[] ofBatch) {
        long[] values = new long[part.rows()];
        int at = 0;
        for (int b : part.sequences()) {
            for (int t = 0; t < call.length(b); t++) {
                values[at++] = ofBatch[b * call.length() + t];
            }
        }
        return values;
    }

    private PtNDArray[] features() {
        if (spec.embeddings().isPresent()) {
            return new PtNDArray[0];
        }
        int row = spec.width() * Float.BYTES;
        PtNDArray array = scope.empty(new int[] {part.rows(), spec.width()}, DataType.FLOAT32);
        ByteBuffer target = NativeScope.memoryOf(array);
        ByteBuffer source = call.inputs().input().bytes();
        for (int b : part.sequences()) {
            int start = b * call.length() * row;
            target.put(source.duplicate().position(start).limit(start + call.length(b) * row));
        }
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
        return new PtNDArray[] {array};
    }
}
