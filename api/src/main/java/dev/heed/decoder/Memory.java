package dev.heed.decoder;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a decoder's rows attend to besides themselves: an encoder's output. It is projected to keys and values once, when
 * it is given to a session (rule DEC-6).
 *
 * @param states FLOAT32 [rows, length, memoryWidth]; what stands past an entry's length is not read
 * @param lengths the length of each entry, 0 to length
 */
public record Memory(Tensor states, List<Integer> lengths) {
    /** Checks rank, type and lengths. */
    public Memory {
        lengths = List.copyOf(lengths);
        if (states.dtype() != DType.FLOAT32 || states.shape().rank() != 3) {
            throw new IllegalArgumentException("states: expected FLOAT32 [rows, length, memoryWidth], got " + states);
        }
        if (lengths.size() != states.shape().dim(0)) {
            throw new IllegalArgumentException("lengths: expected "
                    + states.shape().dim(0) + " (one for each row of states), got " + lengths.size());
        }
        for (int row = 0; row < lengths.size(); row++) {
            if (lengths.get(row) < 0 || lengths.get(row) > states.shape().dim(1)) {
                throw new IllegalArgumentException("lengths[" + row + "]: expected 0 to "
                        + states.shape().dim(1) + " (the length of states), got " + lengths.get(row));
            }
        }
    }

    /** Entries of full length. */
    public static Memory of(Tensor states) {
        int rows = states.shape().rank() == 0 ? 0 : states.shape().dim(0);
        int length = states.shape().rank() < 2 ? 0 : states.shape().dim(1);
        return new Memory(states, Collections.nCopies(rows, length));
    }

    /** This memory with the length of each entry. */
    public Memory withLengths(int... values) {
        return new Memory(states, Arrays.stream(values).boxed().toList());
    }

    /** How many entries there are. */
    public int rows() {
        return lengths.size();
    }
}
