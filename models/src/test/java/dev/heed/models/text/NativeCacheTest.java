package dev.heed.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeCacheTest {
    private static final byte[] CONTENT = {1, 2, 3, 4};

    private final Path folder;

    NativeCacheTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void fileIsUnpackedWhole_andOnce() throws IOException {
        Path target = NativeCache.unpack(resource(new ByteArrayInputStream(CONTENT)), folder.resolve("a/b"));

        assertThat(target).hasBinaryContent(CONTENT).hasFileName("lib.so");
        assertThat(NativeCache.unpack(resource(new ByteArrayInputStream(new byte[4])), folder.resolve("a/b")))
                .as("one of the right size is left as it is")
                .hasBinaryContent(CONTENT);
    }

    @Test
    void fileCutOffBefore_isUnpackedAgain() throws IOException {
        Files.write(folder.resolve("lib.so"), new byte[] {1});

        assertThat(NativeCache.unpack(resource(new ByteArrayInputStream(CONTENT)), folder))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void fullDisk_isSaid_andLeavesNothing() throws IOException {
        InputStream full = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThat(Refused.message(folder, () -> NativeCache.unpack(resource(full), folder)))
                .isEqualTo(
                        "The native file lib.so could not be unpacked to FILE: No space left on device; make room there,"
                                + " or set DJL_CACHE_DIR to a folder that can be written to.");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void folderThatCannotBeMade_isSaid() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(Refused.message(
                        folder, () -> NativeCache.unpack(resource(InputStream.nullInputStream()), file.resolve("sub"))))
                .isEqualTo(
                        "The native file lib.so could not be unpacked to FILE/file/sub: FILE/file/sub: Not a directory;"
                                + " make room there, or set DJL_CACHE_DIR to a folder that can be written to.");
    }

    @Test
    void folderIsTheConfiguredOne_orAtHome() {
        assertThat(NativeCache.of(Map.of("DJL_CACHE_DIR", "x")::get, Map.of("DJL_CACHE_DIR", "y")::get)
                        .folder("1"))
                .isEqualTo(Path.of("x/tokenizers/1"));
        assertThat(NativeCache.of(any -> null, Map.of("DJL_CACHE_DIR", "y")::get)
                        .folder("1"))
                .isEqualTo(Path.of("y/tokenizers/1"));
        assertThat(NativeCache.of(any -> null, any -> null).folder("1"))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".djl.ai", "tokenizers", "1"));
    }

    @Test
    void platformsOfTheJar_areFound_andOthersRefused() {
        assertThat(NativePlatform.of("Linux", "amd64").folder()).isEqualTo("linux-x86_64");
        assertThat(NativePlatform.of("Mac OS X", "aarch64").folder()).isEqualTo("osx-aarch64");
        assertThat(NativePlatform.of("Windows 11", "amd64").files()).hasSize(4).endsWith("tokenizers.dll");
        for (String arch : List.of("riscv64", "x86")) {
            assertThat(Refused.message(folder, () -> NativePlatform.of("Linux", arch)))
                    .isEqualTo("The tokenizers library has no native file for Linux on " + arch
                            + "; it has them for Linux (x86_64, aarch64), macOS (aarch64) and Windows (x86_64).");
        }
    }

    @SuppressWarnings("deprecation")
    private static URL resource(InputStream content) throws MalformedURLException {
        return new URL("test", "", -1, "/native/lib.so", new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new URLConnection(url) {
                    @Override
                    public void connect() {}

                    @Override
                    public InputStream getInputStream() {
                        return content;
                    }

                    @Override
                    public long getContentLengthLong() {
                        return CONTENT.length;
                    }
                };
            }
        });
    }
}
