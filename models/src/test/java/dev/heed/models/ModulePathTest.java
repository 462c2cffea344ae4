package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module, with the real engines beside it: rule SPI-6, as far as their jars allow. */
class ModulePathTest {
    private static final String MODULE = "module host { requires dev.heed.api; }";
    private static final String HOST = """
            package host;

            import dev.heed.Backend;
            import dev.heed.BackendSelectionException;
            import dev.heed.Backends;

            public final class Host {
                public static void main(String[] ids) {
                    try (Backend backend = Backends.discover().open(ids[0])) {
                        System.out.println("opened " + backend.id());
                    } catch (BackendSelectionException refusal) {
                        System.out.println(refusal.getMessage());
                    }
                }
            }
            """;

    private static final List<String> ALL =
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    private static final List<String> API = jars("heed-api-[^/]*\\.jar|api/target/classes");
    private static final List<String> ND4J =
            jars("(heed-)?backend-nd4j.*|(nd4j|javacpp|openblas|commons|guava|slf4j)-.*");
    private static final List<String> LIBTORCH = jars("pytorch-native-.*");
    private static final List<String> DJL =
            jars("(heed-)?backend-djl.*|api-\\d[^/]*\\.jar|pytorch-(engine|jni)-.*|slf4j-.*");

    private static Path host = Path.of("");

    /** The entries of this JVM's class path whose last parts are such. */
    private static List<String> jars(String pattern) {
        Pattern names = Pattern.compile(".*/(" + pattern + ")");
        List<String> jars = ALL.stream()
                .filter(each ->
                        names.matcher(each.replace(File.separatorChar, '/')).matches())
                .toList();
        assertThat(jars).as(pattern + " in " + ALL).isNotEmpty();
        return jars;
    }

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(folder.resolve("Host.java"), HOST);
        host = folder.resolve("classes");
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--release",
                        "17",
                        "-d",
                        host.toString(),
                        "--module-path",
                        path(API),
                        module.toString(),
                        main.toString());
        assertThat(status).isZero();
    }

    private static String run(List<String> modules, List<String> classPath, String id, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("--module-path", path(concat(List.of(host.toString()), concat(API, modules)))));
        command.addAll(List.of("--class-path", path(classPath), "--module", "host/host.Host", id));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static String path(List<String> entries) {
        return String.join(File.pathSeparator, entries);
    }

    @Test
    void spi6_nd4j_runsOnTheClassPath_besideAModule() throws Exception {
        assertThat(run(List.of(), ND4J, "nd4j", "--add-modules", "jdk.unsupported"))
                .contains("opened nd4j");
    }

    @Test
    void spi6_nd4j_withoutTheModuleThatItNeeds_saysWhich() throws Exception {
        assertThat(run(List.of(), ND4J, "nd4j"))
                .startsWith("Backend 'nd4j' is not usable. nd4j (")
                .endsWith("): the JDK's module jdk.unsupported, which JavaCPP needs, is not among the modules of this"
                        + " application; Start java with --add-modules jdk.unsupported." + System.lineSeparator());
    }

    /** No promise of ours: what CONTRIBUTING says is not possible is so, until ND4J changes. */
    @Test
    void nd4jsJars_areNoModules() throws Exception {
        assertThat(run(ND4J, List.of(), "nd4j")).contains("java.lang.module.FindException");
    }

    @Test
    void spi6_djl_runsOnTheClassPath_besideAModule() throws Exception {
        assertThat(run(List.of(), concat(DJL, LIBTORCH), "djl")).contains("opened djl");
    }

    @Test
    void spi6_djl_runsAsModules_withLibtorchOnTheClassPath() throws Exception {
        // A folder of classes has no name as a module; of a jar the manifest tells it.
        List<String> modules =
                DJL.stream().filter(each -> each.endsWith(".jar")).toList();
        List<String> folders =
                DJL.stream().filter(each -> !each.endsWith(".jar")).toList();
        assertThat(run(modules, concat(folders, LIBTORCH), "djl", "--add-modules", "org.slf4j,ai.djl.api"))
                .contains("opened djl");
    }

    /** As {@link #nd4jsJars_areNoModules}. */
    @Test
    void libtorchsJar_isNoModule() throws Exception {
        assertThat(run(concat(DJL, LIBTORCH), List.of(), "djl")).contains("java.lang.module.FindException");
    }

    private static List<String> concat(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
