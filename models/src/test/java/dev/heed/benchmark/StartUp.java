package dev.heed.benchmark;

import dev.heed.conformance.compare.Timing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How long a fresh JVM, with the flags of this one, takes from its start to the first embedding: all classes, the
 * engine, the model and the tokenizer are loaded. Files are in the page cache: a first JVM is not counted.
 */
final class StartUp {
    private static final int TIMES = 5;
    private static final Goal GOAL = Goal.atMost(2.5);

    private StartUp() {}

    static void print(String backend, int threads) {
        seconds(backend, threads);
        Timing timing = new Timing(IntStream.range(0, TIMES)
                .mapToObj(time -> seconds(backend, threads))
                .toList());
        System.out.printf(
                Locale.ROOT,
                "%-18s %-8s %.2f s (%.2f to %.2f), %d fresh JVMs   %s%n",
                "start-up",
                backend,
                timing.median(),
                timing.lowerQuartile(),
                timing.upperQuartile(),
                TIMES,
                backend.equals("djl") ? "goal " + GOAL.verdict(timing.median()) : "");
    }

    private static double seconds(String backend, int threads) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                FirstEmbedding.class.getName(),
                backend,
                Integer.toString(threads)));
        try {
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                double seconds = (System.nanoTime() - start) / 1e9;
                if (line == null || !line.startsWith(FirstEmbedding.SIGN)) {
                    throw new IllegalStateException("expected '" + FirstEmbedding.SIGN + "', got: " + line);
                }
                process.waitFor();
                return seconds;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
