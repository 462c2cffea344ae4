package dev.heed.djl;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A compiled TorchScript class. Any number of threads may call it at once. */
final class Script implements AutoCloseable {
    private final PtSymbolBlock module;

    private Script(PtSymbolBlock module) {
        this.module = module;
    }

    /** Compiles the methods in the given resources of this package. */
    static Script compile(PtNDManager manager, String... resources) {
        byte[] archive = ScriptArchive.of(resources);
        try {
            return new Script(JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Calls a method. Whoever calls closes the result, and the arguments.
     *
     * @throws IllegalStateException if libtorch fails, as when memory runs out
     */
    IValue call(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(module, method, arguments);
        } catch (EngineException failure) {
            throw new IllegalStateException("libtorch failed in " + method + ": " + lastLine(failure), failure);
        }
    }

    /** The interpreter's messages give a trace first and the reason in the end. */
    private static String lastLine(EngineException failure) {
        String message = String.valueOf(failure.getMessage());
        int reason = message.indexOf("Error: ");
        String found = reason < 0 ? message : message.substring(reason + "Error: ".length());
        return found.lines().findFirst().orElse(message);
    }

    @Override
    public void close() {
        module.close();
    }
}
