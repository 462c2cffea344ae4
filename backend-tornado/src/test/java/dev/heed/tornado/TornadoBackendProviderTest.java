package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.spi.Probe;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornadoBackendProviderTest {
    private static final Installation.ClassLookup PRESENT = name -> Object.class;
    private static final String MEANWHILE =
            " This version of Heed has no kernels for TornadoVM yet: until one has, use" + " backend 'djl' or 'nd4j'";

    @Test
    void spi02_withoutItsClasses_saysThatTheyAreMissing() {
        assertThat(probe(TornadoBackendProviderTest::absent, Map.of()))
                .isEqualTo(new Probe.Unavailable(
                        "TornadoVM's classes are not on the class path (uk.ac.manchester.tornado.api.TaskGraph)",
                        "TornadoVM is started by: java @$TORNADOVM_HOME/tornado-argfile -cp ..." + MEANWHILE));
    }

    @Test
    void spi02_onAnOlderJdk_saysWhichOneThisIs() {
        Installation.ClassLookup tooNew = name -> {
            throw new UnsupportedClassVersionError("class file version 69.0");
        };

        assertThat(probe(tooNew, Map.of()))
                .isEqualTo(new Probe.Unavailable(
                        "this JDK, " + Runtime.version().feature() + ", is older than the one TornadoVM was built for"
                                + " (class file version 69.0)",
                        "Run on the JDK that the TornadoVM SDK names, such as 25 for '-jdk25'." + MEANWHILE));
    }

    @Test
    void spi02_withBrokenClasses_answersInsteadOfThrowing() {
        Installation.ClassLookup broken = name -> {
            throw new NoClassDefFoundError("half/a/jar");
        };

        assertThat(probe(broken, Map.of()).cause())
                .isEqualTo("TornadoVM's classes do not load: java.lang.NoClassDefFoundError: half/a/jar");
    }

    @Test
    void spi02_withoutItsHome_saysThatItIsNotSet() {
        Probe.Unavailable expected = new Probe.Unavailable(
                "TORNADOVM_HOME is not set", "Set it to the folder of the TornadoVM SDK." + MEANWHILE);

        assertThat(probe(PRESENT, Map.of())).isEqualTo(expected);
        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", ""))).isEqualTo(expected);
    }

    @Test
    void spi02_withAHomeThatIsNoFolder_namesIt(@TempDir Path folder) {
        String missing = folder.resolve("missing").toString();

        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", missing)).cause())
                .isEqualTo("TORNADOVM_HOME is '" + missing + "', which is not a folder");
        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", "\0")).cause())
                .isEqualTo("TORNADOVM_HOME is '\0', which is not a folder");
    }

    @Test
    void spi02_withAllOfTornadoVm_stillDoesNotClaimToRun(@TempDir Path folder) {
        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", folder.toString())))
                .isEqualTo(new Probe.Unavailable(
                        "TornadoVM is installed, but this version of Heed has no kernels for it",
                        "Use backend 'djl' or 'nd4j'"));
    }

    @Test
    void spi06_isFoundOnTheClassPath() {
        assertThat(Backends.discover().candidates()).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo("tornado");
            assertThat(found.priority()).isEqualTo(OptionalInt.of(80));
            assertThat(found.probe()).isInstanceOf(Probe.Unavailable.class);
        });
    }

    @Test
    void theSentenceAboutItReadsWell() {
        TornadoBackendProvider provider = new TornadoBackendProvider(new Installation(PRESENT, name -> null));
        Candidate candidate =
                new Candidate(provider.id(), provider.version(), "heed.jar", OptionalInt.of(80), provider.probe());

        assertThat(candidate)
                .hasToString("tornado (heed.jar): TORNADOVM_HOME is not set; Set it to the folder of the TornadoVM SDK."
                        + MEANWHILE + ".");
    }

    @Test
    void open_throwsWhatTheProbeSays() {
        TornadoBackendProvider provider = new TornadoBackendProvider(new Installation(PRESENT, name -> null));

        assertThatThrownBy(() -> provider.open(BackendOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Backend 'tornado' is not usable: " + provider.probe() + ".");
    }

    private static Probe.Unavailable probe(Installation.ClassLookup classes, Map<String, String> environment) {
        Installation installation = new Installation(classes, environment::get);
        return (Probe.Unavailable) new TornadoBackendProvider(installation).probe();
    }

    private static Class<?> absent(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(name);
    }
}
