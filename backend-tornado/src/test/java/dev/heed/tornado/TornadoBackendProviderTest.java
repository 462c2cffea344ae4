package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.Device;
import dev.heed.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class TornadoBackendProviderTest {
    private static final Installation.ClassLookup PRESENT = name -> Object.class;
    private static final Map<String, String> STARTED = Map.of(
            "tornado.load.runtime.implementation", "TornadoCoreRuntime",
            "tornado.recover.bailout", "False",
            "tornado.tvm.maxbytecodesize", "262144");
    private static final String COMMAND = "Start it by ./heed --backend tornado, or by: java"
            + " @$TORNADOVM_HOME/tornado-argfile -Dtornado.recover.bailout=False"
            + " -Dtornado.tvm.maxbytecodesize=262144 -cp ...";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @Test
    void spi02_withoutItsClasses_saysThatTheyAreMissing() {
        assertThat(probe(TornadoBackendProviderTest::absent, Map.of(), Map.of()))
                .isEqualTo(new Probe.Unavailable(
                        "TornadoVM's classes are not on the class path (uk.ac.manchester.tornado.api.TaskGraph)",
                        "Install the SDK of TornadoVM 5.2 and set TORNADOVM_HOME to its folder. " + COMMAND));
    }

    @Test
    void spi02_onAnOlderJdk_saysWhichOneThisIs() {
        Installation.ClassLookup tooNew = name -> {
            throw new UnsupportedClassVersionError("class file version 69.0");
        };

        assertThat(probe(tooNew, Map.of(), Map.of()))
                .isEqualTo(new Probe.Unavailable(
                        "this JDK, " + Runtime.version().feature() + ", is older than the one TornadoVM was built for"
                                + " (class file version 69.0)",
                        "Run on the JDK that the TornadoVM SDK names, such as 25 for '-jdk25'"));
    }

    @Test
    void spi02_withBrokenClasses_answersInsteadOfThrowing() {
        Installation.ClassLookup broken = name -> {
            throw new NoClassDefFoundError("half/a/jar");
        };

        assertThat(probe(broken, Map.of(), Map.of()).cause())
                .isEqualTo("TornadoVM's classes do not load: java.lang.NoClassDefFoundError: half/a/jar");
    }

    @Test
    void spi02_withoutItsHome_saysThatItIsNotSet() {
        Probe.Unavailable expected =
                new Probe.Unavailable("TORNADOVM_HOME is not set", "Set it to the folder of the TornadoVM SDK");

        assertThat(probe(PRESENT, Map.of(), STARTED)).isEqualTo(expected);
        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", ""), STARTED)).isEqualTo(expected);
    }

    @Test
    void spi02_withAHomeThatIsNoFolder_namesIt() {
        String missing = home.resolve("missing").toString();

        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", missing), STARTED).cause())
                .isEqualTo("TORNADOVM_HOME is '" + missing + "', which is not a folder");
        assertThat(probe(PRESENT, Map.of("TORNADOVM_HOME", "\0"), STARTED).cause())
                .isEqualTo("TORNADOVM_HOME is '\0', which is not a folder");
    }

    @Test
    void spi02_withAHomeThatIsNoFolder_saysSoEvenWithoutClasses() {
        String missing = home.resolve("missing").toString();

        assertThat(probe(TornadoBackendProviderTest::absent, Map.of("TORNADOVM_HOME", missing), Map.of())
                        .cause())
                .isEqualTo("TORNADOVM_HOME is '" + missing + "', which is not a folder");
    }

    @Test
    void spi02_onAnotherJdkThanTheSdks_namesBoth() throws IOException {
        Path jars = Files.createDirectories(home.resolve("share/java/tornado"));
        Files.createFile(
                jars.resolve("tornado-api-5.2.0-jdk" + Runtime.version().feature() + ".jar"));
        assertThat(probe(TornadoBackendProviderTest::absent, atHome(), Map.of()).cause())
                .startsWith("TornadoVM's classes are not on the class path");

        Files.createFile(jars.resolve("tornado-api-5.2.0-jdk99.jar"));
        assertThat(probe(TornadoBackendProviderTest::absent, atHome(), Map.of()))
                .isEqualTo(new Probe.Unavailable(
                        "this is Java " + Runtime.version().feature()
                                + ", and the TornadoVM in TORNADOVM_HOME wants 99",
                        "Run on JDK 99: set JAVA_HOME to one"));
    }

    @Test
    void spi02_inAJvmWithoutItsOptions_saysHowToStartIt() {
        assertThat(probe(PRESENT, atHome(), Map.of()))
                .isEqualTo(new Probe.Unavailable("this JVM was started without TornadoVM's options", COMMAND));
    }

    @Test
    void spi02_withItsSilentFallback_refuses() {
        Map<String, String> options = Map.of("tornado.load.runtime.implementation", "TornadoCoreRuntime");

        assertThat(probe(PRESENT, atHome(), options))
                .isEqualTo(new Probe.Unavailable(
                        "TornadoVM would run kernels that do not compile as plain Java, which gives wrong results",
                        "Start the JVM with -Dtornado.recover.bailout=False"));
    }

    @Test
    void spi02_withoutRoomForItsGraphs_refuses() {
        for (String room : new String[] {"4096", "much", ""}) {
            Map<String, String> options = Map.of(
                    "tornado.load.runtime.implementation", "TornadoCoreRuntime",
                    "tornado.recover.bailout", "False",
                    "tornado.tvm.maxbytecodesize", room);

            assertThat(probe(PRESENT, atHome(), options))
                    .isEqualTo(new Probe.Unavailable(
                            "TornadoVM has too little room for the task graphs of an encoder",
                            "Start the JVM with -Dtornado.tvm.maxbytecodesize=262144"));
        }
    }

    @Test
    void spi02_whenTheDeviceBreaks_answersInsteadOfThrowing() {
        Supplier<Probe> broken = () -> {
            throw new ExceptionInInitializerError("No OpenCL platforms found");
        };

        assertThat(provider(PRESENT, atHome(), STARTED, broken).probe())
                .isEqualTo(new Probe.Unavailable(
                        "TornadoVM does not start: java.lang.ExceptionInInitializerError: No OpenCL platforms found",
                        "See that its SDK is whole and fits this JDK"));
    }

    @Test
    void spi02_inAJvmThatCannotRunIt_answersInsteadOfThrowing() {
        Supplier<Probe> broken = () -> {
            throw new InternalError("JVMCI is not enabled.");
        };

        assertThat(provider(PRESENT, atHome(), STARTED, broken).probe())
                .isEqualTo(new Probe.Unavailable(
                        "TornadoVM does not start: java.lang.InternalError: JVMCI is not enabled.",
                        "See that its SDK is whole and fits this JDK"));
    }

    @Test
    void spi04_isPreferredOnAGpuOnly() {
        Supplier<Probe> gpu = () -> new Probe.Available(new Device("gpu", "large"));
        Supplier<Probe> cpu = () -> new Probe.Available(new Device("cpu", "small"));

        assertThat(provider(PRESENT, atHome(), STARTED, gpu).priority()).isEqualTo(150);
        assertThat(provider(PRESENT, atHome(), STARTED, cpu).priority()).isEqualTo(80);
        assertThat(provider(PRESENT, Map.of(), STARTED, TornadoBackendProviderTest::unasked)
                        .priority())
                .isEqualTo(80);
    }

    @Test
    @DisabledIfEnvironmentVariable(named = "TORNADOVM_HOME", matches = ".+", disabledReason = "TornadoVM is there")
    void theTwinIsNotTakenForTornadoVm() {
        Probe probe = new TornadoBackendProvider().probe();

        assertThat(probe).isInstanceOf(Probe.Unavailable.class);
        assertThat(Backends.discover().candidates()).singleElement().satisfies(found -> {
            assertThat(found.id()).isEqualTo("tornado");
            assertThat(found.priority()).isEqualTo(OptionalInt.of(80));
            assertThat(found.probe()).isEqualTo(probe);
        });
    }

    @Test
    void theSentenceAboutItReadsWell() {
        TornadoBackendProvider provider = provider(PRESENT, Map.of(), STARTED, TornadoBackendProviderTest::unasked);
        Candidate candidate =
                new Candidate(provider.id(), provider.version(), "heed.jar", OptionalInt.of(80), provider.probe());

        assertThat(candidate)
                .hasToString("tornado (heed.jar): TORNADOVM_HOME is not set; Set it to the folder of the TornadoVM"
                        + " SDK.");
    }

    @Test
    void open_throwsWhatTheProbeSays() {
        TornadoBackendProvider provider = provider(PRESENT, Map.of(), STARTED, TornadoBackendProviderTest::unasked);

        assertThatThrownBy(() -> provider.open(BackendOptions.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backend 'tornado' is not usable: " + provider.probe());
    }

    private Map<String, String> atHome() {
        return Map.of("TORNADOVM_HOME", home.toString());
    }

    private static Probe.Unavailable probe(
            Installation.ClassLookup classes, Map<String, String> environment, Map<String, String> properties) {
        return (Probe.Unavailable) provider(classes, environment, properties, TornadoBackendProviderTest::unasked)
                .probe();
    }

    private static TornadoBackendProvider provider(
            Installation.ClassLookup classes,
            Map<String, String> environment,
            Map<String, String> properties,
            Supplier<Probe> device) {
        return new TornadoBackendProvider(new Installation(classes, environment::get, properties::get), device);
    }

    private static Probe unasked() {
        throw new AssertionError("the device was asked for");
    }

    private static Class<?> absent(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(name);
    }
}
