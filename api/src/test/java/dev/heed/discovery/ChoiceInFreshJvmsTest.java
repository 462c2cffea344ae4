package dev.heed.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages of rule SPI-4, to the letter, on a class path of jars. */
class ChoiceInFreshJvmsTest {
    private static final String ONE = Sources.provider("One", 100);
    private static final String TWO = Sources.provider("Two", 50);
    private static final String ONE_IS_THERE = "one (one.jar): available on cpu (tiny).";

    private Workbench workbench;
    private Path host;

    @BeforeEach
    void makeTheHost(@TempDir Path folder) throws IOException {
        workbench = new Workbench(folder);
        host = workbench.jar().classes(Sources.HOST).write("host.jar");
    }

    private String choose(List<Path> providers, String... ids) throws IOException, InterruptedException {
        List<Path> classPath = new ArrayList<>(List.of(Workbench.api(), host));
        classPath.addAll(providers);
        List<String> command = new ArrayList<>(List.of("host.Host"));
        command.addAll(List.of(ids));
        return workbench.runOnClassPath(classPath, command.toArray(String[]::new));
    }

    private Path one() throws IOException {
        return workbench.providerJar("one.jar", ONE);
    }

    @Test
    void spi4_theHighestPriority_isPreferred() throws Exception {
        List<Path> both = List.of(workbench.providerJar("two.jar", TWO), one());
        assertThat(choose(both)).isEqualTo("opened one");
        assertThat(choose(both, "two")).isEqualTo("opened two");
    }

    @Test
    void spi4_twoProvidersOfOneId() throws Exception {
        Path again = workbench.providerJar("two.jar", Sources.replace(TWO, "\"two\"", "\"one\""));
        String message = "Two providers have the id 'one'; leave one of them off the class path. " + ONE_IS_THERE
                + " one (two.jar): available on cpu (tiny).";
        assertThat(choose(List.of(one(), again))).isEqualTo(message);
        assertThat(choose(List.of(one(), again), "one")).isEqualTo(message);
    }

    @Test
    void spi4_tieOfPriorities() throws Exception {
        Path equal = workbench.providerJar("two.jar", Sources.provider("Two", 100));
        assertThat(choose(List.of(one(), equal)))
                .isEqualTo("Backends 'one' and 'two' are both available with priority 100; ask for one by its id. "
                        + ONE_IS_THERE + " two (two.jar): available on cpu (tiny).");
        assertThat(choose(List.of(one(), equal), "two")).isEqualTo("opened two");
    }

    @Test
    void spi4_unknownId() throws Exception {
        assertThat(choose(List.of(one()), "three")).isEqualTo("Unknown backend 'three'. " + ONE_IS_THERE);
    }

    @Test
    void spi4_noProvider() throws Exception {
        assertThat(choose(List.of()))
                .isEqualTo(
                        "No usable backend. No provider was found. Check that a backend such as heed-backend-djl is on"
                                + " the class path; that a shaded jar merged the files in META-INF/services; and, where class"
                                + " loaders are many, that the one that sees the backend is given to Backends.discover(loader).");
    }

    @Test
    void spi4_constructorThatThrows() throws Exception {
        String throwing = Sources.replace(
                TWO, "public Two() {", "public Two() { throw new IllegalStateException(\"no licence\");");
        Path two = workbench.providerJar("two.jar", throwing);
        String said = "acme.Two (two.jar): it threw IllegalStateException: no licence; tell its author, or leave it off"
                + " the class path.";
        assertThat(choose(List.of(two))).isEqualTo("No usable backend. " + said);
        assertThat(choose(List.of(two, one()), "two")).isEqualTo("Unknown backend 'two'. " + said + " " + ONE_IS_THERE);
        assertThat(choose(List.of(two, one()))).isEqualTo("opened one");
    }

    @Test
    void spi2_probeThatThrowsALinkageError_ofANativeLibrary() throws Exception {
        Path two = probing("System.load(\"/nowhere/libtwo.so\");");
        assertThat(choose(List.of(two, one()), "two"))
                .isEqualTo(
                        "Backend 'two' is not usable. two (two.jar): it threw UnsatisfiedLinkError: Can't load library:"
                                + " /nowhere/libtwo.so; install what its native library needs, or leave it off the class path. "
                                + ONE_IS_THERE);
        assertThat(choose(List.of(two, one()))).isEqualTo("opened one");
    }

    @Test
    void spi2_probeThatThrowsALinkageError_ofAMissingLibrary() throws Exception {
        Path library = workbench
                .jar()
                .classes("package engine; public final class Engine { public static void start() {} }")
                .write("engine.jar");
        Path two = workbench
                .jar()
                .classesAgainst(List.of(Workbench.api(), library), probe("engine.Engine.start();"))
                .text(Workbench.SERVICE, "acme.Two")
                .write("two.jar");
        assertThat(choose(List.of(two, library), "two")).isEqualTo("opened two");
        assertThat(choose(List.of(two), "two"))
                .isEqualTo(
                        "Backend 'two' is not usable. two (two.jar): it threw ClassNotFoundException: engine.Engine; add"
                                + " the library that it misses to the class path, or leave it off the class path.");
    }

    private Path probing(String statement) throws IOException {
        return workbench.providerJar("two.jar", probe(statement));
    }

    private static String probe(String statement) {
        return Sources.replace(TWO, "public Probe probe() {", "public Probe probe() { " + statement);
    }

    @Test
    void spi4_classThatDoesNotLoad_isToldByItsServiceFile() throws Exception {
        Path incomplete = workbench
                .jar()
                .text(Workbench.SERVICE, "# once there were two", "acme.Gone # and is no more")
                .write("gone.jar");
        assertThat(choose(List.of(incomplete, one()), "gone"))
                .isEqualTo("Unknown backend 'gone'. acme.Gone (gone.jar): it threw ServiceConfigurationError:"
                        + " dev.heed.spi.BackendProvider: Provider acme.Gone not found; its jar is incomplete, build or"
                        + " download it again, or leave it off the class path. " + ONE_IS_THERE);
        assertThat(choose(List.of(incomplete, one()))).isEqualTo("opened one");
    }

    @Test
    void spi4_serviceFileThatIsNone_isToldByItsJar() throws Exception {
        Path odd =
                workbench.jar().text(Workbench.SERVICE, "this is not a class").write("odd.jar");
        // Newer JDKs also say what stands in the line.
        assertThat(choose(List.of(odd)).replace("syntax: this is not a class", "syntax"))
                .isEqualTo("No usable backend. a provider (odd.jar): it threw ServiceConfigurationError:"
                        + " dev.heed.spi.BackendProvider: jar:file:odd.jar!/META-INF/services/dev.heed.spi.BackendProvider:1:"
                        + " Illegal configuration-file syntax; tell its author, or leave it off the class path.");
        assertThat(choose(List.of(odd, one()))).isEqualTo("opened one");
    }

    /** The API as it might have been, before a provider had to say whether it was available. */
    @Test
    void spi4_providerOfAnOlderApi_withoutAMethodOfToday() throws Exception {
        String today = Workbench.apiSource("dev.heed.spi.BackendProvider");
        String before = Sources.replace(today, "Probe probe();", "");
        String provider = Sources.replace(TWO, "public Probe probe() {", "public Probe probed() {");
        Path two = providerOf(before, provider);
        assertThat(choose(List.of(two, one()), "two"))
                .isEqualTo(
                        "Backend 'two' is not usable. two (two.jar): it threw AbstractMethodError: Receiver class acme.Two"
                                + " does not define or inherit an implementation of the resolved method 'abstract"
                                + " dev.heed.spi.Probe probe()' of interface dev.heed.spi.BackendProvider; use a version of it that"
                                + " was built for this heed-api, or leave it off the class path. " + ONE_IS_THERE);
        assertThat(choose(List.of(two, one()))).isEqualTo("opened one");
    }

    /** The API as it might have been, when a device was a name. */
    @Test
    void spi4_providerOfAnOlderApi_withAMethodOfThen() throws Exception {
        String today = Workbench.apiSource("dev.heed.Device");
        String before = Sources.replace(today, "Device(String kind, String name)", "Device(String name)");
        before = Sources.replace(before, "kind + \" (\" + ", "\"(\" + ");
        String provider = Sources.replace(TWO, "new Device(\"cpu\", \"tiny\")", "new Device(\"tiny\")");
        Path two = providerOf(before, provider);
        assertThat(choose(List.of(two, one()), "two"))
                .isEqualTo("Backend 'two' is not usable. two (two.jar): it threw NoSuchMethodError: 'void"
                        + " dev.heed.Device.<init>(java.lang.String)'; use a version of it that was built for this heed-api,"
                        + " or leave it off the class path. " + ONE_IS_THERE);
    }

    /** The API as it might have been, when opening took no options. */
    @Test
    void spi4_providerOfAnOlderApi_thatIsAvailableButDoesNotOpen() throws Exception {
        String today = Workbench.apiSource("dev.heed.spi.BackendProvider");
        String before = Sources.replace(today, "open(BackendOptions options);", "open();");
        before = Sources.replace(before, "import dev.heed.BackendOptions;", "");
        String provider = Sources.replace(TWO, "open(BackendOptions options)", "open()");
        Path two = providerOf(before, provider);
        assertThat(choose(List.of(two)))
                .isEqualTo("Backend 'two' is available, but did not open. two (two.jar): it threw AbstractMethodError:"
                        + " Receiver class acme.Two does not define or inherit an implementation of the resolved method"
                        + " 'abstract dev.heed.Backend open(dev.heed.BackendOptions)' of interface"
                        + " dev.heed.spi.BackendProvider; use a version of it that was built for this heed-api, or leave it"
                        + " off the class path.");
    }

    /** Compiled against the older type, and shipped without it. */
    private Path providerOf(String olderType, String provider) throws IOException {
        Path older = workbench.jar().classes(olderType).write("older-api.jar");
        return workbench
                .jar()
                .classesAgainst(List.of(older, Workbench.api()), provider)
                .text(Workbench.SERVICE, Workbench.nameOf(provider))
                .write("two.jar");
    }
}
