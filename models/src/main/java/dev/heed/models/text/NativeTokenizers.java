package dev.heed.models.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.heed.models.files.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native library out of the tokenizers jar, once, without the loader that comes with it: that one may
 * download, and reports a full disk as an unexpected flavor.
 */
final class NativeTokenizers {
    private static @Nullable TokenizersLibrary loaded;

    private NativeTokenizers() {}

    static synchronized TokenizersLibrary load() {
        if (loaded == null) {
            if (TokenizersLibrary.class.getClassLoader() != NativeTokenizers.class.getClassLoader()) {
                throw new ModelException(
                        "The tokenizers jar and heed-models are in different class loaders, so that the"
                                + " native library would not be found; put both on one class path.");
            }
            NativePlatform platform = NativePlatform.current();
            Path folder = NativeCache.configured().folder(version() + "-" + platform.folder());
            for (String file : platform.files()) {
                Path path = NativeCache.unpack(resource("native/lib/" + platform.folder() + "/cpu/" + file), folder);
                load(path);
            }
            loaded = TokenizersLibrary.LIB;
        }
        return loaded;
    }

    private static void load(Path file) {
        try {
            System.load(file.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError failure) {
            throw new ModelException(
                    "The native tokenizers library did not load: " + failure.getMessage()
                            + "; it needs glibc (not musl) and a C++ runtime, and a cache folder that programs may be run"
                            + " from (set " + NativeCache.VARIABLE + " to another one).",
                    failure);
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = resource("native/lib/tokenizers.properties").openStream()) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new ModelException("The tokenizers jar cannot be read: " + unreadable + ".", unreadable);
        }
        return properties.getProperty("version", "unknown");
    }

    private static URL resource(String name) {
        ClassLoader loader = TokenizersLibrary.class.getClassLoader();
        URL url = loader == null ? null : loader.getResource(name);
        if (url == null) {
            throw new ModelException(
                    "The tokenizers jar does not hold " + name
                            + "; add ai.djl.huggingface:tokenizers to the class path, or keep that file when it is repackaged.");
        }
        return url;
    }
}
