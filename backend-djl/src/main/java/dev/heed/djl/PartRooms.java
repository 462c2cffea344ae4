package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.attention.AttentionInputs;
import dev.heed.spi.AttentionCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The native memory for query, key and value of the parts of one call. A part leaves its room to the next one of its
 * size: were each given memory of its own, the gaps that earlier ones left would often not do for it, and a long call
 * would hold about twice what it uses. Several threads may take rooms at once.
 */
final class PartRooms {
    private final List<Tensor> tensors;
    private final int groups;
    private final NativeScope scope;
    private final Deque<PtNDArray[]> left = new ArrayDeque<>();

    /** The scope keeps the rooms. While parts run, nobody else adds to it. */
    PartRooms(AttentionCall call, NativeScope scope) {
        AttentionInputs inputs = call.inputs();
        this.tensors = List.of(floats(inputs.query()), floats(inputs.key()), floats(inputs.value()));
        this.groups = call.spec().heads() / call.spec().keyValueHeads();
        this.scope = scope;
    }

    private static Tensor floats(Tensor tensor) {
        return tensor.to(DType.FLOAT32);
    }

    /** Copies of query, key and value for a part, whose key/value heads are given; {@link #leave} gives them back. */
    PtNDArray[] take(HeadRange part) {
        HeadRange[] ranges = {part.ofQueries(groups), part, part};
        int[][] dims = new int[ranges.length][];
        for (int n = 0; n < dims.length; n++) {
            dims[n] = ranges[n].dims(tensors.get(n).shape());
        }
        PtNDArray[] room = room(dims);
        for (int n = 0; n < dims.length; n++) {
            Tensor tensor = tensors.get(n);
            NativeScope.memoryOf(room[n]).put(ranges[n].in(tensor.bytes(), tensor.shape()));
        }
        return room;
    }

    private synchronized PtNDArray[] room(int[][] dims) {
        for (PtNDArray[] room : left) {
            if (fits(room, dims)) {
                left.remove(room);
                return room;
            }
        }
        return Arrays.stream(dims)
                .map(each -> scope.empty(each, DataType.FLOAT32))
                .toArray(PtNDArray[]::new);
    }

    private static boolean fits(PtNDArray[] room, int[][] dims) {
        for (int n = 0; n < dims.length; n++) {
            long[] wanted = Arrays.stream(dims[n]).asLongStream().toArray();
            if (!Arrays.equals(room[n].getShape().getShape(), wanted)) {
                return false;
            }
        }
        return true;
    }

    /** Nobody reads or writes the room any more. */
    synchronized void leave(PtNDArray[] room) {
        left.push(room);
    }
}
