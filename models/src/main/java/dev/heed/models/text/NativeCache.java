package dev.heed.models.text;

import dev.heed.models.files.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where native files are unpacked: the folder in {@value #VARIABLE} (environment or system property), else
 * {@code .djl.ai} at home; the tokenizers and the DJL engine then share one place.
 */
final class NativeCache {
    static final String VARIABLE = "DJL_CACHE_DIR";

    private final Path root;

    private NativeCache(Path root) {
        this.root = root;
    }

    static NativeCache configured() {
        return of(System::getProperty, System::getenv);
    }

    static NativeCache of(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
        String wanted = properties.apply(VARIABLE);
        if (wanted == null || wanted.isEmpty()) {
            wanted = environment.apply(VARIABLE);
        }
        if (wanted == null || wanted.isEmpty()) {
            return new NativeCache(Path.of(System.getProperty("user.home", "."), ".djl.ai"));
        }
        return new NativeCache(Path.of(wanted));
    }

    Path folder(String name) {
        return root.resolve("tokenizers").resolve(name);
    }

    /** The file of a resource in a folder; copied there whole or not at all, unless it is there already. */
    static Path unpack(URL resource, Path folder) {
        String name = resource.getPath().substring(resource.getPath().lastIndexOf('/') + 1);
        Path target = folder.resolve(name);
        try {
            URLConnection connection = resource.openConnection();
            try (InputStream in = connection.getInputStream()) {
                if (!Files.exists(target) || Files.size(target) != connection.getContentLengthLong()) {
                    copy(in, folder, target);
                }
            }
            return target;
        } catch (IOException failure) {
            throw new ModelException(
                    "The native file " + name + " could not be unpacked to " + folder + ": "
                            + reason(failure) + "; make room there, or set " + VARIABLE
                            + " to a folder that can be written to.",
                    failure);
        }
    }

    private static void copy(InputStream in, Path folder, Path target) throws IOException {
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "unpacking", ".tmp");
        try {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException simpleFileSystem) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException file) {
            String why = file.getReason() != null
                    ? file.getReason()
                    : file.getClass().getSimpleName();
            return file.getFile() + ": " + why;
        }
        return String.valueOf(failure.getMessage());
    }
}
