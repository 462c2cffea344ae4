package dev.heed.tornado;

import java.util.Locale;
import java.util.Optional;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/** What a user is told when TornadoVM fails in a plan. */
final class PlanFailure {
    private PlanFailure() {}

    /** The error for a failure in the first run of a graph, when its kernels are compiled, or in a later one. */
    static IllegalStateException of(PlannedGraph graph, boolean first, Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof TornadoOutOfMemoryException) {
                return new IllegalStateException(
                        "Not enough memory on the device: needed " + graph.bytes() + " bytes, and TornadoVM had less"
                                + " available, with " + DeviceMemory.ofJvm().used() + " bytes in use or about to be. "
                                + DeviceMemory.remedy(TornadoRuntimeProvider.getTornadoRuntime()
                                        .getDefaultDevice()),
                        failure);
            }
        }
        String what = first ? "did not compile" : "did not run";
        return new IllegalStateException(
                "TornadoVM " + what + " " + kernels(graph, failure) + ": " + reason(failure), failure);
    }

    /** The error for a kernel that TornadoVM cannot read. */
    static IllegalStateException ofReading(String graph, String kernel, Throwable failure) {
        return new IllegalStateException(
                "TornadoVM did not compile the kernel '" + kernel + "' of the graph '" + graph + "': "
                        + reason(failure),
                failure);
    }

    /** What TornadoVM says, without the colours and the traces that it puts into its sentences. */
    private static String reason(Throwable failure) {
        String said = failure.toString().replaceAll("\u001B\\[[0-9;]*m", "");
        int trace = said.indexOf("\nStacktrace:");
        return said.substring(0, trace < 0 ? said.length() : trace);
    }

    /** The task that TornadoVM names, or else all that it may have meant. */
    private static String kernels(PlannedGraph graph, Throwable failure) {
        String said = failure.toString().toLowerCase(Locale.ROOT);
        Optional<String> named = graph.kernels().stream()
                .filter(each -> said.matches("(?s).*\\b" + each.toLowerCase(Locale.ROOT) + "\\b.*"))
                .findFirst();
        return named.map(kernel -> "the kernel '" + kernel + "' of the graph '" + graph.name() + "'")
                .orElseGet(() -> "one of the kernels of the graph '" + graph.name() + "', "
                        + String.join(", ", graph.kernels()));
    }
}
