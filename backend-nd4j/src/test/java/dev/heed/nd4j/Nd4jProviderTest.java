package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jProviderTest {
    private static String probeWithout(String jars) {
        OtherJvm.Result result =
                new OtherJvm().without(jar -> jar.startsWith(jars)).run(ProbeMain.class);
        assertThat(result.status()).isZero();
        return result.output();
    }

    @Test
    void spi01_constructing_needsNothingOfTheEngine() {
        OtherJvm.Result result = new OtherJvm()
                .without(jar -> !jar.equals("classes") && !jar.equals("test-classes") && !jar.startsWith("heed-api"))
                .run(ProbeMain.class);
        assertThat(result.output()).startsWith("nd4j ").contains("ND4J").contains(" 90\n");
    }

    @Test
    void spi02_classesMissing_saysWhichAndWhatToAdd() {
        assertThat(probeWithout("nd4j-api"))
                .contains("a class of ND4J is missing: ")
                .contains("Add all dependencies of heed-backend-nd4j to the class path.");
    }

    @Test
    void spi02_nativeJarMissing_namesTheClassifierOfThisPlatform() {
        String platform = Loader.getPlatform();
        assertThat(probeWithout("nd4j-native-" + Version.engine() + "-" + platform))
                .contains("a native library of ND4J did not load: Could not find jnind4jcpu")
                .contains("with the classifier " + platform);
    }

    @Test
    void spi02_cacheFolderNotWritable_saysWhichPropertyToSet(@TempDir Path folder) throws IOException {
        String blocked =
                Files.createFile(folder.resolve("file")).resolve("below").toString();
        OtherJvm.Result result = new OtherJvm()
                .with("-Dorg.bytedeco.javacpp.cachedir=" + blocked, "-Duser.home=" + blocked)
                .with("-Djava.io.tmpdir=" + blocked)
                .run(ProbeMain.class);
        assertThat(result.output())
                .contains("the folder for ND4J's native libraries cannot be written to")
                .contains("Set -Dorg.bytedeco.javacpp.cachedir to a folder that can be written to");
    }

    @Test
    void spi02_knownFailures_haveRemedies() {
        assertThat(LoadFailure.explain(linkError("x.so: write: No space left on device"))
                        .remedy())
                .startsWith("Free 400 MB");
        assertThat(LoadFailure.explain(linkError("version `GLIBC_2.34' not found"))
                        .remedy())
                .startsWith("Use a base image with glibc");
        assertThat(LoadFailure.explain(linkError("x.so already loaded in another classloader"))
                        .remedy())
                .startsWith("Put ND4J where one class loader serves everybody");
        assertThat(LoadFailure.explain(linkError("x.so: file too short")).remedy())
                .contains("delete it, so that the libraries are unpacked anew");
        assertThat(LoadFailure.explain(new IllegalStateException("odd")).cause())
                .isEqualTo("ND4J did not start: odd");
    }

    private static Throwable linkError(String message) {
        UnsatisfiedLinkError error = new UnsatisfiedLinkError("no jnind4jcpu in java.library.path");
        error.initCause(new UnsatisfiedLinkError(message));
        return error;
    }

    @Test
    void spi02_available_namesTheDevice() {
        assertThat(new Nd4jBackendProvider().probe())
                .isInstanceOfSatisfying(
                        Probe.Available.class,
                        available -> assertThat(available.device().kind()).isEqualTo("cpu"));
    }

    @Test
    void spi05_threads_canBeReadFromTheDevice() {
        try (Backend backend =
                new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(1))) {
            assertThat(backend.device().name()).endsWith(", 1 thread");
        }
    }

    @Test
    void spi06_discovery_findsIt() {
        List<String> names = Backends.discover().candidates().stream()
                .map(candidate -> candidate.id())
                .toList();
        assertThat(names).contains("nd4j");
    }

    @Test
    void closing_endsTheThreads() throws InterruptedException {
        List<Thread> members;
        try (Backend backend =
                new Nd4jBackendProvider().open(BackendOptions.defaults().withThreads(4))) {
            members = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("heed-nd4j-"))
                    .toList();
            assertThat(members).hasSizeGreaterThanOrEqualTo(3);
            assertThat(backend.device().name()).endsWith(", 4 threads");
        }
        for (Thread member : members) {
            member.join();
        }
    }

    @Test
    void blas_threads_areAsBeforeOnceTheLastBackendIsClosed() {
        int before = blas_get_num_threads();
        try (Backend first = new Nd4jBackendProvider().open(BackendOptions.defaults());
                Backend second = new Nd4jBackendProvider().open(BackendOptions.defaults())) {
            assertThat(first.id()).isEqualTo(second.id());
            assertThat(blas_get_num_threads()).isEqualTo(1);
        }
        assertThat(blas_get_num_threads()).isEqualTo(before);
    }

    /** Prints OpenBLAS's threads once somebody has asked ND4J for its products while a backend is open. */
    static final class ProductsMain {
        private ProductsMain() {}

        public static void main(String[] args) {
            try (Backend backend = new Nd4jBackendProvider().open(BackendOptions.defaults())) {
                Nd4j.getBlasWrapper().level3();
                System.out.println(backend.id() + " with " + blas_get_num_threads());
            }
        }
    }

    @Test
    void blas_threads_stayOne_whenND4JsOwnProductsAreFirstUsed() {
        OtherJvm.Result result = new OtherJvm().run(ProductsMain.class);
        assertThat(result.output()).isEqualTo("nd4j with 1" + System.lineSeparator());
    }

    @Test
    void spi08_afterClose_everyCallNamesWhatWasClosed() {
        Backend backend = new Nd4jBackendProvider().open(BackendOptions.defaults());
        backend.close();
        backend.close();
        assertThatThrownBy(backend::device)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'nd4j' is closed.");
    }
}
