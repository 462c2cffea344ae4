package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/** What all calls of one backend share: the compiled script, the threads, and the manager of native memory. */
final class Torch implements AutoCloseable {
    private final PtNDManager manager = Libtorch.newManager();
    private final Workers workers;
    private final Script script;

    /** libtorch must be loaded. */
    Torch(int threads) {
        workers = new Workers(threads);
        String linear = Libtorch.hasOneDnn() ? "linear-onednn.py" : "linear-aten.py";
        script = Script.compile(manager, linear, "attention.py", "tiles.py", "transformer.py");
    }

    Workers workers() {
        return workers;
    }

    NativeScope scope() {
        return new NativeScope(manager);
    }

    /** Calls a method of the script; see {@link Script#call}. */
    IValue call(String method, IValue... arguments) {
        return script.call(method, arguments);
    }

    @Override
    public void close() {
        workers.close();
        script.close();
        manager.close();
    }
}
