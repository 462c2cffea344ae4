package dev.heed.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule SPI-6 for every way in which an application is put together: jars, modules, one shaded jar, class loaders. */
class PackagingTest {
    private static final String ONE = Sources.provider("One", 100);
    private static final String TWO = Sources.provider("Two", 50);
    private static final String NOTHING_FOUND =
            "No provider was found. Check that a backend such as heed-backend-djl is on the class path; that a shaded jar"
                    + " merged the files in META-INF/services; and, where class loaders are many, that the one that sees the"
                    + " backend is given to Backends.discover(loader).";
    private static final String HOST_MODULE = "module host { requires dev.heed.api; exports host; }";
    private static final String PROVIDER_MODULE =
            "module acme.one { requires dev.heed.api; provides dev.heed.spi.BackendProvider with acme.One; }";

    /** Finds jars in a folder, as a container finds plug-ins, and gives each of them a class loader. */
    private static final String CONTAINER = """
            package host;

            import dev.heed.Backends;
            import java.net.URL;
            import java.net.URLClassLoader;
            import java.nio.file.Path;

            public final class Container {
                public static void main(String[] plugin) throws Exception {
                    URL[] jars = {Path.of(plugin[0]).toUri().toURL()};
                    try (URLClassLoader loader = new URLClassLoader("plugin", jars, Host.class.getClassLoader())) {
                        Host.choose(Backends.discover(loader), new String[0]);
                        Host.choose(Backends.discover(), new String[0]);
                        Thread.currentThread().setContextClassLoader(loader);
                        Host.choose(Backends.discover(), new String[0]);
                    }
                }
            }
            """;

    /** Runs the host in a class loader that shares nothing with the application's own but the JDK. */
    private static final String LAUNCHER = """
            package launch;

            import java.net.URL;
            import java.net.URLClassLoader;
            import java.nio.file.Path;

            public final class Launcher {
                public static void main(String[] jars) throws Exception {
                    URL[] urls = new URL[jars.length];
                    for (int i = 0; i < jars.length; i++) {
                        urls[i] = Path.of(jars[i]).toUri().toURL();
                    }
                    ClassLoader loader = new URLClassLoader("isolated", urls, ClassLoader.getPlatformClassLoader());
                    Runnable host = () -> {
                        try {
                            loader.loadClass("host.Host").getMethod("main", String[].class)
                                    .invoke(null, (Object) new String[0]);
                        } catch (ReflectiveOperationException failure) {
                            throw new IllegalStateException(failure);
                        }
                    };
                    host.run();
                    Thread.currentThread().setContextClassLoader(loader);
                    host.run();
                }
            }
            """;

    private Workbench workbench;
    private Path host;

    @BeforeEach
    void makeTheHost(@TempDir Path folder) throws IOException {
        workbench = new Workbench(folder);
        host = workbench.jar().classes(Sources.HOST).write("host.jar");
    }

    /** Everything in one jar, the files of services merged or not. */
    private String runShaded(String... services) throws IOException, InterruptedException {
        Workbench.Jar jar = workbench.jar().files(Workbench.api()).classes(Sources.HOST, ONE, TWO);
        jar.without("module-info.class");
        if (services.length > 0) {
            jar.text(Workbench.SERVICE, services);
        }
        return workbench.runOnClassPath(List.of(jar.write("shaded.jar")), "host.Host", "three");
    }

    @Test
    void spi6_shadedJar_withMergedServiceFiles() throws Exception {
        assertThat(runShaded("acme.One", "acme.Two"))
                .isEqualTo(
                        "Unknown backend 'three'. one (shaded.jar): available on cpu (tiny). two (shaded.jar): available"
                                + " on cpu (tiny).");
    }

    @Test
    void spi6_shadedJar_withoutServiceFiles_saysWhatToCheck() throws Exception {
        assertThat(runShaded()).isEqualTo("Unknown backend 'three'. " + NOTHING_FOUND);
    }

    private Path hostModule() throws IOException {
        return workbench.jar().module(HOST_MODULE, Sources.HOST).write("host-module.jar");
    }

    @Test
    void spi6_modulePath_findsAProviderModule_thatNothingRequires() throws Exception {
        Path provider = workbench.jar().module(PROVIDER_MODULE, ONE).write("one-module.jar");
        List<Path> modules = List.of(Workbench.api(), hostModule(), provider);
        assertThat(workbench.runOnModulePath(modules, List.of(), "host/host.Host"))
                .isEqualTo("opened one");
        assertThat(workbench.runOnModulePath(modules, List.of(), "host/host.Host", "three"))
                .isEqualTo("Unknown backend 'three'. one (one-module.jar): available on cpu (tiny).");
    }

    @Test
    void spi6_modulePath_findsAJarWithAServiceFile_asAnAutomaticModule() throws Exception {
        List<Path> modules = List.of(Workbench.api(), hostModule(), workbench.providerJar("one.jar", ONE));
        assertThat(workbench.runOnModulePath(modules, List.of(), "host/host.Host"))
                .isEqualTo("opened one");
    }

    @Test
    void spi6_modulePath_findsAProviderOnTheClassPathBesideIt() throws Exception {
        List<Path> modules = List.of(Workbench.api(), hostModule());
        List<Path> classPath = List.of(workbench.providerJar("one.jar", ONE));
        assertThat(workbench.runOnModulePath(modules, classPath, "host/host.Host"))
                .isEqualTo("opened one");
    }

    @Test
    void spi6_modulePath_withoutAProvider_saysWhatToCheck() throws Exception {
        assertThat(workbench.runOnModulePath(List.of(Workbench.api(), hostModule()), List.of(), "host/host.Host"))
                .isEqualTo("No usable backend. " + NOTHING_FOUND);
    }

    @Test
    void spi6_classLoaderOfAPlugin_isSearchedWhenItIsGiven_orIsTheThreadsOwn() throws Exception {
        Path container = workbench.jar().classes(Sources.HOST, CONTAINER).write("container.jar");
        Path plugin = workbench.providerJar("one.jar", ONE);
        assertThat(workbench.runOnClassPath(List.of(Workbench.api(), container), "host.Container", plugin.toString()))
                .isEqualTo(String.join(
                        System.lineSeparator(), "opened one", "No usable backend. " + NOTHING_FOUND, "opened one"));
    }

    @Test
    void spi6_isolatedClassLoader_findsItsOwn_asTheThreadsLoader() throws Exception {
        assertThat(launch(List.of()))
                .isEqualTo(String.join(System.lineSeparator(), "No usable backend. " + NOTHING_FOUND, "opened one"));
    }

    @Test
    void spi4_isolatedClassLoader_thatSearchesWhereAnotherApiIs_saysSo() throws Exception {
        Path outside = workbench.providerJar("two.jar", TWO);
        assertThat(launch(List.of(Workbench.api(), outside)))
                .isEqualTo(String.join(
                        System.lineSeparator(),
                        "No usable backend. acme.Two (two.jar): it threw ServiceConfigurationError:"
                                + " dev.heed.spi.BackendProvider: acme.Two not a subtype; it sees another copy of"
                                + " heed-api than this one, keep one of them, or leave it off the class path.",
                        "opened one"));
    }

    /** The API, the host and a provider inside; outside, beside the launcher, what is given. */
    private String launch(List<Path> outside) throws IOException, InterruptedException {
        List<Path> classPath = new ArrayList<>(outside);
        classPath.add(workbench.jar().classes(LAUNCHER).write("launcher.jar"));
        Path provider = workbench.providerJar("one.jar", ONE);
        Path api = workbench.jar().files(Workbench.api()).write("api.jar");
        return workbench.runOnClassPath(
                classPath, "launch.Launcher", api.toString(), host.toString(), provider.toString());
    }
}
