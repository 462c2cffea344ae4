package dev.heed.tornado;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of KERNELS.md: what kernels cost, and the time that a GPU cannot go below for it. */
final class KernelTable {
    private static final List<Gpu> GPUS = List.of(new Gpu(66.9e12, 3.35e12), new Gpu(20.0e12, 256e9));

    private KernelTable() {}

    /**
     * A GPU as its specification has it.
     *
     * @param operations a second, in FLOAT32, outside of its tensor cores
     * @param bandwidth bytes a second, of its memory
     */
    private record Gpu(double operations, double bandwidth) {
        private double computing(KernelCost cost) {
            return cost.operations() / operations;
        }

        private double moving(KernelCost cost) {
            return cost.bytesAtLeast() / bandwidth;
        }

        private double seconds(KernelCost cost) {
            return Math.max(computing(cost), moving(cost));
        }

        private String limit(KernelCost cost) {
            return unit(seconds(cost), "s") + (computing(cost) < moving(cost) ? " (memory)" : "");
        }
    }

    /** A table in Markdown. */
    static String of(KernelRuns runs) {
        StringBuilder table = new StringBuilder("""
                | kernel | runs | operations | bytes asked for | bytes at least | H100 | RTX 4070 Laptop |
                |---|---:|---:|---:|---:|---:|---:|
                """);
        runs.byKernel()
                .forEach((kernel, each) -> table.append(line("`" + kernel + "`", each, gpu -> gpu.limit(each.cost()))));
        table.append(line("all", runs.total(), gpu -> unit(sum(gpu, runs), "s")));
        return table.toString();
    }

    /** Kernels run one after the other, so each has its own limit. */
    private static double sum(Gpu gpu, KernelRuns runs) {
        return runs.byKernel().values().stream()
                .mapToDouble(each -> gpu.seconds(each.cost()))
                .sum();
    }

    private static String line(String name, KernelRuns.Runs runs, Function<Gpu, String> limit) {
        KernelCost cost = runs.cost();
        Stream<String> cells = Stream.of(
                name,
                Integer.toString(runs.count()),
                unit((double) cost.operations(), ""),
                unit((double) cost.bytes(), "B"),
                unit((double) cost.bytesAtLeast(), "B"));
        return Stream.concat(cells, GPUS.stream().map(limit)).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Three digits and a power of a thousand. */
    private static String unit(double number, String name) {
        if (number == 0) {
            return "0";
        }
        String[] prefixes = {"n", "µ", "m", "", "k", "M", "G", "T"};
        int power = (int) Math.floor(Math.log10(number) / 3);
        double shown = number / Math.pow(1000, power);
        String digits = String.format(Locale.ROOT, shown < 9.995 ? "%.2f" : shown < 99.95 ? "%.1f" : "%.0f", shown);
        String prefix = prefixes[power + 3];
        return digits + (prefix.isEmpty() && name.isEmpty() ? "" : " " + prefix + name);
    }
}
