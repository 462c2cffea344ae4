package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * Arguments that are the same in many calls, and are made once: each new one costs calls into native code, of
 * microseconds where the caches hold other things. Any number of calls may use them at once; no script changes a list
 * that it is given.
 *
 * @param yes true
 * @param no false
 * @param zero the number 0
 * @param noArrays the list of no arrays
 * @param noNumbers the list of no whole numbers
 * @param noIndices an INT32 array of no numbers
 */
record FixedValues(IValue yes, IValue no, IValue zero, IValue noArrays, IValue noNumbers, IValue noIndices)
        implements AutoCloseable {
    static FixedValues create(PtNDManager manager) {
        try (PtNDArray noIndices = manager.create(new Shape(0), DataType.INT32)) {
            return new FixedValues(
                    IValue.from(true),
                    IValue.from(false),
                    IValue.from(0L),
                    IValue.listFrom(new PtNDArray[0]),
                    IValue.listFrom(new long[0]),
                    IValue.from(noIndices));
        }
    }

    @Override
    public void close() {
        yes.close();
        no.close();
        zero.close();
        noArrays.close();
        noNumbers.close();
        noIndices.close();
    }
}
