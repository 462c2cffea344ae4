package dev.heed.tornado;

import dev.heed.spi.AttentionCall;
import dev.heed.spi.Broadcast;
import dev.heed.spi.VisibleKeys;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The mask tensors of a call as one tensor of addends (rule ATT-10): −∞ where any excludes, else the sum. As large as the
 * broadcast of those there are, and no larger.
 *
 * @param values [batch or 1, heads or 1, queries or 1, keys or 1]
 * @param strides from one batch entry, head, query and key to the next; 0 where it repeats
 */
record MaskTensor(float[] values, int[] strides) {
    static final MaskTensor NONE = new MaskTensor(new float[0], new int[4]);

    /** The masks of a call, or {@link #NONE}. */
    static MaskTensor of(AttentionCall call) {
        VisibleKeys visible = call.visible();
        if (!visible.dense()) {
            return NONE;
        }
        List<Broadcast> all = new ArrayList<>(visible.allowed());
        all.addAll(visible.additive());
        Shape whole = call.weightsShape();
        int[] dims = {
            dim(all, Broadcast::batchStride, whole.dim(0)),
            dim(all, Broadcast::headStride, whole.dim(1)),
            dim(all, Broadcast::queryStride, whole.dim(2)),
            dim(all, Broadcast::keyStride, whole.dim(3))
        };
        int size = Math.toIntExact(Shape.of(dims).size());
        MaskTensor sum = new MaskTensor(new float[size], strides(dims));
        visible.additive().forEach(each -> sum.add(each, dims));
        visible.allowed().forEach(each -> sum.exclude(each, dims));
        return sum;
    }

    private static int dim(List<Broadcast> all, ToIntFunction<Broadcast> stride, int length) {
        return all.stream().anyMatch(each -> stride.applyAsInt(each) != 0) ? length : 1;
    }

    private static int[] strides(int[] dims) {
        int[] strides = new int[4];
        int stride = 1;
        for (int i = 3; i >= 0; i--) {
            strides[i] = dims[i] == 1 ? 0 : stride;
            stride *= dims[i];
        }
        return strides;
    }

    private interface Place {
        void at(int index, int inMask);
    }

    private static void forEach(Broadcast mask, int[] dims, Place place) {
        int index = 0;
        for (int b = 0; b < dims[0]; b++) {
            for (int h = 0; h < dims[1]; h++) {
                for (int query = 0; query < dims[2]; query++) {
                    int row = mask.index(b, h, query, 0);
                    for (int key = 0; key < dims[3]; key++) {
                        place.at(index++, row + key * mask.keyStride());
                    }
                }
            }
        }
    }

    private void add(Broadcast mask, int[] dims) {
        FloatBuffer addends = mask.tensor().to(DType.FLOAT32).floats();
        forEach(mask, dims, (index, inMask) -> {
            float addend = addends.get(inMask);
            boolean excluded = addend == Float.NEGATIVE_INFINITY || values[index] == Float.NEGATIVE_INFINITY;
            values[index] = excluded ? Float.NEGATIVE_INFINITY : values[index] + addend;
        });
    }

    private void exclude(Broadcast mask, int[] dims) {
        ByteBuffer allowed = mask.tensor().bytes();
        forEach(mask, dims, (index, inMask) -> {
            if (allowed.get(inMask) == 0) {
                values[index] = Float.NEGATIVE_INFINITY;
            }
        });
    }
}
