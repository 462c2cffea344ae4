package dev.heed.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import dev.heed.spi.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads libtorch into this process and keeps the Deep Java Library from reaching for the network (rule SPI-7). */
final class Libtorch {
    private static final String OFFLINE = "ai.djl.offline";

    private Libtorch() {}

    /** What keeps libtorch from loading here; empty if nothing does, and then it is loaded. Never throws. */
    static synchronized Optional<Probe.Unavailable> load() {
        try {
            Optional<Probe.Unavailable> missing = missingLibrary();
            if (missing.isPresent()) {
                return missing;
            }
            withoutNetwork(Libtorch::loadLibrary);
            return Optional.empty();
        } catch (Exception | LinkageError | AssertionError failure) {
            return Optional.of(LoadFailure.explain(failure, cacheFolder()));
        }
    }

    /** A manager of native arrays on the CPU; whoever asks for it closes it. libtorch must be loaded. */
    static PtNDManager newManager() {
        return (PtNDManager) Engine.getEngine(PtEngine.ENGINE_NAME).newBaseManager(ai.djl.Device.cpu());
    }

    /** Whether this build of libtorch has oneDNN. libtorch must be loaded. */
    static boolean hasOneDnn() {
        return JniUtils.getFeatures().contains("MKLDNN");
    }

    /**
     * Without a library of its own platform on the class path, the engine would look for one on the network; so this
     * comes first.
     */
    private static Optional<Probe.Unavailable> missingLibrary() throws IOException {
        if (Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) {
            return Optional.empty();
        }
        NativePlatform platform = NativePlatform.ofThisJvm();
        if (platform.classifier().isEmpty()) {
            return Optional.of(new Probe.Unavailable(
                    "there is no build of libtorch for " + platform.name(), "Use another backend, such as 'nd4j'."));
        }
        ClassLoader loader = Libtorch.class.getClassLoader();
        List<URL> found = Collections.list(loader.getResources("native/lib/pytorch.properties"));
        for (URL url : found) {
            try (InputStream stream = url.openStream()) {
                String properties = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                if (properties.contains(platform.classifier().get())) {
                    return Optional.empty();
                }
            }
        }
        String built = found.isEmpty() ? "no libtorch is" : "libtorch is only for other platforms";
        return Optional.of(new Probe.Unavailable(
                built + " on the class path",
                "Add ai.djl.pytorch:pytorch-native-cpu:2.7.1 with classifier "
                        + platform.classifier().get() + "."));
    }

    private static void loadLibrary() {
        // On its own first: the engine remembers a failure for good, and without its cause.
        LibUtils.loadLibrary();
        Engine.getEngine(PtEngine.ENGINE_NAME);
    }

    /**
     * Telemetry stays off for good; downloads are off while the engine starts, as the host application may want them
     * for models of its own. Resources are looked up where this class came from (rule SPI-6).
     */
    private static void withoutNetwork(Runnable load) {
        System.setProperty("OPT_OUT_TRACKING", "true");
        @Nullable String offline = System.getProperty(OFFLINE);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        try {
            System.setProperty(OFFLINE, "true");
            thread.setContextClassLoader(Libtorch.class.getClassLoader());
            load.run();
        } finally {
            thread.setContextClassLoader(loader);
            if (offline == null) {
                System.clearProperty(OFFLINE);
            } else {
                System.setProperty(OFFLINE, offline);
            }
        }
    }

    private static String cacheFolder() {
        try {
            return Utils.getEngineCacheDir("pytorch").toString();
        } catch (RuntimeException | LinkageError unknown) {
            return "~/.djl.ai/pytorch";
        }
    }
}
