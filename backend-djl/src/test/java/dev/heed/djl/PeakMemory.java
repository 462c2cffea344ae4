package dev.heed.djl;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Prints by how much one call of attention over 16,384 keys, 8 heads of 64, raises the peak of this process's resident
 * memory. The whole Java heap, where inputs and output are, is to be resident before ({@code -XX:+AlwaysPreTouch}). An
 * array [queries, keys] would be 1 GiB for each head.
 */
final class PeakMemory {
    static final String ANSWER = "kB beyond inputs and output: ";
    private static final int LENGTH = 16_384;
    private static final int LITTLE = 1_024;

    private PeakMemory() {}

    public static void main(String[] args) throws IOException {
        Samples samples = new Samples(9);
        Tensor little = samples.normal(1, 8, LITTLE, 64);
        Tensor tensor = samples.normal(1, 8, LENGTH, 64);
        try (Backend backend =
                new DjlBackendProvider().open(BackendOptions.defaults().withThreads(2))) {
            // What is loaded and compiled by a first call is not what a long one needs.
            backend.attention(spec(args[0], LITTLE)).apply(little, little, little);
            Attention attention = backend.attention(spec(args[0], LENGTH));
            long before = peakKilobytes();
            attention.apply(tensor, tensor, tensor);
            System.out.println(ANSWER + (peakKilobytes() - before));
        }
    }

    private static AttentionSpec spec(String work, int length) {
        AttentionSpec.Builder spec = AttentionSpec.builder(8, 64);
        return switch (work) {
            case "causal" -> spec.mask(Mask.causal()).build();
            case "windowWithBiasAndCap" ->
                spec.mask(Mask.window(255, 0)).bias(Bias.alibi(8)).softCap(30).build();
            case "globalLocal" ->
                spec.mask(new Mask.GlobalLocal(128, 128, List.of(0, 1, 900))).build();
            case "blockSparse" ->
                spec.mask(new Mask.BlockSparse(64, diagonalAndOneMore(length / 64)))
                        .build();
            default -> throw new IllegalArgumentException(work);
        };
    }

    /** For each head other blocks, so that nothing is shared. */
    private static Tensor diagonalAndOneMore(int blocks) {
        boolean[] map = new boolean[8 * blocks * blocks];
        for (int h = 0; h < 8; h++) {
            for (int row = 0; row < blocks; row++) {
                int start = (h * blocks + row) * blocks;
                map[start + row] = true;
                map[start + h] = true;
            }
        }
        return Tensor.of(Shape.of(8, blocks, blocks), map);
    }

    private static long peakKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
