package dev.heed;

import dev.heed.spi.BackendProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The entries of the service files that a class loader sees; what tells where a provider that does not load is from. */
final class ServiceFiles {
    private static final String NAME = "META-INF/services/" + BackendProvider.class.getName();

    private final List<Entry> entries = new ArrayList<>();

    /**
     * A service file, or one of its lines.
     *
     * @param className the provider that the line names
     * @param location the jar or folder that the file is in
     * @param sign what a message that is about it has in it
     */
    record Entry(String className, String location, String sign) {}

    private ServiceFiles() {}

    /** Those of a loader; what cannot be read is left out, for {@link java.util.ServiceLoader} to complain of. */
    static ServiceFiles seenBy(ClassLoader loader) {
        ServiceFiles files = new ServiceFiles();
        try {
            for (URL url : (Iterable<URL>) loader.resources(NAME)::iterator) {
                files.read(url);
            }
        } catch (UncheckedIOException unreadable) {
            return files;
        }
        return files;
    }

    private void read(URL url) {
        String location = location(url);
        entries.add(new Entry("a provider", location, url.toString()));
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
            reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").trim())
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> entries.add(new Entry(name, location, name)));
        } catch (IOException unreadable) {
            return;
        }
    }

    /** {@code jar:file:/lib/a.jar!/META-INF/…} is /lib/a.jar. */
    private static String location(URL url) {
        String text = url.toString();
        String container = text.substring(0, text.length() - NAME.length());
        return container.startsWith("jar:")
                ? FoundProvider.location(container.substring("jar:".length(), container.length() - "!/".length()))
                : FoundProvider.location(container);
    }

    /** What a failure speaks of: a file that is not as it should be, or else one of the classes that the files name. */
    Optional<Entry> namedIn(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).replace('/', '.');
        return entries.stream()
                .filter(entry -> text.contains(entry.sign().replace('/', '.')))
                .max(Comparator.comparingInt(entry -> entry.sign().length()));
    }
}
