package dev.heed.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backends;
import dev.heed.spi.BackendProvider;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder in which sources become jars, and jars run. */
final class Workbench {
    static final String SERVICE = "META-INF/services/" + BackendProvider.class.getName();

    private static final Pattern PACKAGE = Pattern.compile("\\bpackage ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record) (\\w+)");

    private final Path folder;

    Workbench(Path folder) {
        this.folder = folder;
    }

    /** Where this build's API is. */
    static Path api() {
        try {
            return Path.of(Backends.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The text of one of the API's own sources, for making another API of it. */
    static String apiSource(String type) throws IOException {
        return Files.readString(Path.of("src/main/java", type.replace('.', '/') + ".java"));
    }

    /** A jar being filled. */
    final class Jar {
        private final Map<String, byte[]> entries = new LinkedHashMap<>();

        /** Adds classes, compiled against this build's API alone. */
        Jar classes(String... sources) throws IOException {
            return compiled(List.of("-classpath", api().toString()), sources);
        }

        /** Adds classes, compiled against jars. */
        Jar classesAgainst(List<Path> classPath, String... sources) throws IOException {
            return compiled(List.of("-classpath", path(classPath)), sources);
        }

        /** Adds a module, compiled against this build's API as a module and nothing else. */
        Jar module(String... sources) throws IOException {
            return compiled(List.of("--module-path", api().toString()), sources);
        }

        private Jar compiled(List<String> options, String... sources) throws IOException {
            Path classes = Files.createTempDirectory(folder, "classes");
            compile(options, classes, sources);
            return files(classes);
        }

        /** Adds all files of a folder. */
        Jar files(Path root) throws IOException {
            try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                    entries.put(name, Files.readAllBytes(file));
                }
            }
            return this;
        }

        /** Adds a text, such as a service file. */
        Jar text(String name, String... lines) {
            entries.put(name, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /** Takes an entry out again. */
        Jar without(String name) {
            assertThat(entries.remove(name)).as(name).isNotNull();
            return this;
        }

        Path write(String name) throws IOException {
            Path jar = folder.resolve(name);
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream out = new JarOutputStream(file)) {
                for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                    out.putNextEntry(new JarEntry(each.getKey()));
                    out.write(each.getValue());
                    out.closeEntry();
                }
            }
            return jar;
        }
    }

    Jar jar() {
        return new Jar();
    }

    /** A jar with one provider, registered as a jar on the class path registers it. */
    Path providerJar(String name, String source) throws IOException {
        return jar().classes(source).text(SERVICE, nameOf(source)).write(name);
    }

    private void compile(List<String> options, Path to, String... sources) throws IOException {
        List<String> all = new ArrayList<>(List.of("-d", to.toString(), "-proc:none", "--release", "17"));
        all.addAll(options);
        Path sourceFiles = Files.createTempDirectory(folder, "sources");
        for (String source : sources) {
            boolean module = source.startsWith("module ");
            String name = module ? "module-info" : nameOf(source).replace('.', '/');
            Path file = sourceFiles.resolve(name + ".java");
            Files.createDirectories(file.getParent());
            all.add(Files.writeString(file, source).toString());
        }
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(compiler.run(out, out, all.toArray(String[]::new)))
                .as(said.toString())
                .isZero();
    }

    static String nameOf(String source) {
        return group(PACKAGE, source) + "." + group(TYPE, source);
    }

    private static String group(Pattern pattern, String source) {
        Matcher matcher = pattern.matcher(source);
        assertThat(matcher.find()).as(pattern + " in " + source).isTrue();
        return matcher.group(1);
    }

    /** Runs a main class of a class path in a JVM of its own. */
    String runOnClassPath(List<Path> classPath, String... mainAndArguments) throws IOException, InterruptedException {
        return run(List.of("-classpath", path(classPath)), mainAndArguments);
    }

    /** Runs a main class of a module path, with a class path beside it that may be empty. */
    String runOnModulePath(List<Path> modulePath, List<Path> classPath, String... mainAndArguments)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("--module-path", path(modulePath)));
        if (!classPath.isEmpty()) {
            options.addAll(List.of("-classpath", path(classPath)));
        }
        options.add("--module");
        return run(options, mainAndArguments);
    }

    /** All that it printed, on both streams, with this folder's name left out. */
    private String run(List<String> options, String... rest) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-Duser.language=en"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of(rest));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.replace(folder.toRealPath() + File.separator, "")
                .replace(folder + File.separator, "")
                .strip();
    }

    private static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
