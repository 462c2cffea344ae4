package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a warm call of an encoder of MiniLM's shape costs beside its kernels, and the bytes that it sends: a program, for
 * TornadoVM itself. Rounds of calls that are timed take turns with rounds under TornadoVM's profiler, which tells how long
 * the device computed, and which makes a call longer.
 */
final class EncoderCalls {
    private static final int ROUNDS = 5;
    private static final TransformerSpec SPEC = TransformerSpec.builder(6, 384, 12, 1536)
            .embeddings(new Embeddings(1000, 0, false, 1))
            .build();

    private EncoderCalls() {}

    /** Takes the sequences of a call, the tokens of each, and the calls of a round. */
    public static void main(String[] arguments) throws IOException {
        int batch = Integer.parseInt(arguments[0]);
        int length = Integer.parseInt(arguments[1]);
        int calls = Integer.parseInt(arguments[2]);
        Path profile = Files.createTempFile("profile", ".json");
        System.setProperty("tornado.profiler.dump.dir", profile.toString());
        Random random = new Random(5);
        Map<String, Tensor> weights = new HashMap<>();
        SPEC.weightShapes().forEach((name, shape) -> weights.put(name, SmallModels.random(shape, random)));
        int[] ids = random.ints((long) batch * length, 0, 1000).toArray();
        EncoderInputs inputs = EncoderInputs.of(Tensor.of(Shape.of(batch, length), ids));
        try (Backend backend = TestedBackend.open();
                Encoder encoder = backend.encoder(SPEC, weights)) {
            profiled(false);
            median(encoder, inputs, calls);
            Files.writeString(profile, "");
            double[] walls = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                profiled(false);
                walls[round] = median(encoder, inputs, calls);
                profiled(true);
                median(encoder, inputs, calls);
            }
            Arrays.sort(walls);
            System.out.printf("%s, %d x %d tokens%n", backend.device(), batch, length);
            report(Files.readString(profile), walls[ROUNDS / 2], ROUNDS * calls);
        } finally {
            Files.delete(profile);
        }
    }

    private static void profiled(boolean profiled) {
        System.setProperty("tornado.profiler", profiled ? "True" : "False");
        System.setProperty("tornado.log.profiler", profiled ? "True" : "False");
    }

    /** Of the calls of a round, in microseconds. */
    private static double median(Encoder encoder, EncoderInputs inputs, int calls) {
        long[] times = new long[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            encoder.encode(inputs);
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times[calls / 2] / 1e3;
    }

    private static void report(String profile, double wall, int calls) {
        double kernels = sum(profile, "TOTAL_KERNEL_TIME") / 1e3 / calls;
        System.out.printf("a call %.0f us, its kernels %.0f us%n", wall, kernels);
        System.out.printf("beside them %.0f us a layer%n", (wall - kernels) / SPEC.layers());
        System.out.printf(
                "%d graphs, %d tasks, %d bytes sent%n",
                count(profile, "\"TOTAL_KERNEL_TIME\"") / calls,
                count(profile, "\"TASK_KERNEL_TIME\"") / calls,
                sum(profile, "TOTAL_COPY_IN_SIZE_BYTES") / calls);
    }

    private static int count(String profile, String what) {
        return Math.toIntExact(Pattern.compile(what).matcher(profile).results().count());
    }

    /** Of all runs of graphs; a graph's numbers stand eight blanks in, those of its tasks further. */
    private static long sum(String profile, String what) {
        Matcher found = Pattern.compile("(?m)^ {8}\"" + what + "\": \"(\\d+)\"").matcher(profile);
        long sum = 0;
        while (found.find()) {
            sum += Long.parseLong(found.group(1));
        }
        return sum;
    }
}
