package dev.heed.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What all calls of one backend share: the compiled script, the threads, and the manager of native memory. */
final class Torch implements AutoCloseable {
    private final PtNDManager manager = Libtorch.newManager();
    private final FixedValues fixed = FixedValues.create(manager);
    private final Workers workers;
    private final String linear;
    private final Script script;
    private @Nullable Script decoderScript;

    /** libtorch must be loaded. */
    Torch(int threads) {
        workers = new Workers(threads);
        linear = Libtorch.hasOneDnn() ? "linear-onednn.py" : "linear-aten.py";
        script = Script.compile(manager, linear, "attention.py", "tiles.py", "transformer.py");
    }

    Workers workers() {
        return workers;
    }

    NativeScope scope() {
        return new NativeScope(manager, fixed);
    }

    /** Calls a method of the script; see {@link Script#call}. */
    IValue call(String method, IValue... arguments) {
        return script.call(method, arguments);
    }

    /** Calls a method of the decoders' script, which is compiled when the first decoder needs it. */
    IValue decoderCall(String method, IValue... arguments) {
        return decoderScript().call(method, arguments);
    }

    private synchronized Script decoderScript() {
        if (decoderScript == null) {
            decoderScript = Script.compile(manager, linear, "attention.py", "tiles.py", "transformer.py", "decoder.py");
        }
        return decoderScript;
    }

    /** An array of whatever numbers, which whoever asks for it closes. */
    PtNDArray unmanaged(int[] dims, DataType type) {
        return manager.create(new Shape(Arrays.stream(dims).asLongStream().toArray()), type);
    }

    /** The tensor that a method returned, which whoever asks for it closes. */
    PtNDArray unmanaged(IValue returned) {
        try (returned) {
            return returned.toTensor(manager);
        }
    }

    @Override
    public synchronized void close() {
        workers.close();
        if (decoderScript != null) {
            decoderScript.close();
        }
        script.close();
        fixed.close();
        manager.close();
    }
}
