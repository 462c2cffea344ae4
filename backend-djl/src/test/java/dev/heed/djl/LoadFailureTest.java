package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class LoadFailureTest {
    private static String explain(Throwable failure) {
        return LoadFailure.explain(new RuntimeException("Failed to load", failure), "/cache/pytorch")
                .toString();
    }

    @Test
    void spi02_fullDisk_saysHowMuchIsNeededAndWhere() {
        assertThat(explain(new IOException("No space left on device")))
                .isEqualTo("no space is left to unpack libtorch to /cache/pytorch; Free 0.5 GB there, or set"
                        + " DJL_CACHE_DIR to a folder with room, or use another backend, such as 'nd4j'.");
    }

    @Test
    void spi02_unwritableFolder_isNamed() {
        assertThat(explain(new AccessDeniedException("/cache/pytorch/tmp1")))
                .isEqualTo("libtorch cannot be unpacked: /cache/pytorch is not writable (/cache/pytorch/tmp1); Make"
                        + " it writable, or set DJL_CACHE_DIR to a folder that is, or use another backend, such as"
                        + " 'nd4j'.");
        assertThat(explain(new FileSystemException("/cache", null, "Read-only file system")))
                .contains("/cache/pytorch is not writable");
    }

    @Test
    void spi02_folderThatIsAFile_isNamed() {
        assertThat(explain(new FileSystemException("/cache", null, "Not a directory")))
                .startsWith(
                        "libtorch cannot be unpacked to /cache/pytorch: FileSystemException: /cache: Not a directory;"
                                + " Set DJL_CACHE_DIR");
    }

    @Test
    void spi02_oldGlibc_asksForANewerImage() {
        String message = "/cache/pytorch/libc10.so: /lib/libc.so.6: version `GLIBC_2.28' not found";
        assertThat(explain(new UnsatisfiedLinkError(message)))
                .isEqualTo("libtorch did not load: UnsatisfiedLinkError: " + message
                        + "; Use a newer base image: one with glibc 2.28 or later, or use another backend, such as"
                        + " 'nd4j'.");
    }

    @Test
    void spi02_alpine_asksForGlibc() {
        assertThat(explain(new UnsatisfiedLinkError("Error loading shared library ld-linux-x86-64.so.2")))
                .contains("(not Alpine)");
    }

    @Test
    void spi02_folderMountedNoexec_isExplained() {
        assertThat(explain(new UnsatisfiedLinkError("libtorch.so: failed to map segment from shared object")))
                .contains("not mounted noexec");
    }

    @Test
    void spi02_secondClassLoader_isExplained() {
        assertThat(explain(new UnsatisfiedLinkError("Native Library x already loaded in another classloader")))
                .contains("in use by another class loader", "that all users share");
    }

    @Test
    void spi02_missingClass_isNamed() {
        assertThat(explain(new NoClassDefFoundError("ai/djl/ndarray/NDArray")))
                .contains("ai/djl/ndarray/NDArray", "through Maven or Gradle");
    }

    @Test
    void spi02_unknownFailure_keepsItsOwnWords() {
        assertThat(explain(new IllegalArgumentException("strange")))
                .startsWith("libtorch did not load: IllegalArgumentException: strange; Delete /cache/pytorch");
    }
}
