package dev.heed.nd4j;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs a main class in a JVM of its own, where native libraries are not loaded yet; for what happens when they are. */
final class OtherJvm {
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private String classPath = System.getProperty("java.class.path");

    /** With what newer JDKs would otherwise warn about. */
    OtherJvm() {
        if (Runtime.version().feature() >= 24) {
            with("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
        }
    }

    /** How it ended, and all that it printed, on both streams. */
    record Result(int status, String output) {}

    OtherJvm with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** With a variable in its environment. */
    OtherJvm withVariable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Leaves jars off the class path by their file name. */
    OtherJvm without(Predicate<String> jar) {
        classPath = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !jar.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
        return this;
    }

    Result run(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(variables);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
