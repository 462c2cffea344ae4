package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.conformance.Comparison;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs folders in the ONNX repository's node-test format through the oracle and a backend: what holds the oracle to
 * numbers that others made (rule PRE-3).
 */
public final class OnnxNodeTests {
    private final Optional<Backend> backend;

    private OnnxNodeTests(Optional<Backend> backend) {
        this.backend = backend;
    }

    /**
     * Runs a case, or every case in a folder of cases.
     *
     * @param folder a folder with {@code model.onnx}, or a folder of such folders
     * @param backend what runs besides the oracle; empty for the oracle alone
     * @param each is told of each case when it is done
     * @throws IllegalArgumentException if there is no case in the folder
     */
    public static OnnxReport run(Path folder, Optional<Backend> backend, Consumer<OnnxCaseResult> each) {
        OnnxNodeTests tests = new OnnxNodeTests(backend);
        List<OnnxCaseResult> results = new ArrayList<>();
        for (Path path : cases(folder)) {
            OnnxCaseResult result = tests.run(path);
            results.add(result);
            each.accept(result);
        }
        return new OnnxReport(results);
    }

    private static List<Path> cases(Path folder) {
        if (Files.exists(folder.resolve("model.onnx"))) {
            return List.of(folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("ONNX node tests: expected a folder, got " + folder);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> cases = entries.filter(entry -> Files.exists(entry.resolve("model.onnx")))
                    .sorted()
                    .toList();
            if (cases.isEmpty()) {
                throw new IllegalArgumentException(
                        "ONNX node tests: expected folders with a model.onnx each, found none in " + folder);
            }
            return cases;
        } catch (IOException failure) {
            throw new UncheckedIOException("ONNX node tests: cannot list " + folder, failure);
        }
    }

    private OnnxCaseResult run(Path folder) {
        String name = String.valueOf(folder.getFileName());
        try {
            double worst = 0;
            Set<String> translations = new LinkedHashSet<>();
            for (OnnxCase.DataSet set : OnnxCase.read(folder).sets()) {
                worst = Math.max(worst, compare(set, translations));
            }
            String margin = String.format(Locale.ROOT, "error/tolerance %.3f", worst);
            String translated = translations.isEmpty() ? "" : "; translated: " + String.join("; ", translations);
            return new OnnxCaseResult(name, OnnxCaseResult.Outcome.PASSED, margin + translated);
        } catch (NotCovered reason) {
            return new OnnxCaseResult(name, OnnxCaseResult.Outcome.NOT_COVERED, reason.why());
        } catch (Mismatch mismatch) {
            return new OnnxCaseResult(name, OnnxCaseResult.Outcome.FAILED, mismatch.what());
        } catch (IOException | RuntimeException failure) {
            return new OnnxCaseResult(name, OnnxCaseResult.Outcome.FAILED, "cannot be run: " + failure);
        }
    }

    /** The worst error over tolerance of oracle and backend; adds what had to be translated. */
    private double compare(OnnxCase.DataSet set, Set<String> translations) {
        OnnxOperator operator = OnnxOperator.of(set.node().proto().getOpType());
        Map<Integer, Reals> oracle = operator.oracle(set.node());
        translations.addAll(operator.translations(set.node()));
        if (!oracle.keySet().containsAll(set.outputs().keySet())) {
            throw new NotCovered("it has outputs that are not part of the contract");
        }
        set.outputs().forEach((output, expected) -> {
            if (operator.withoutNan(output, expected, oracle).isPresent()) {
                translations.add("NaN where a query sees nothing is 0 here (ATT-6)");
            }
        });
        double worst = compare("oracle", operator, set, oracle, oracle);
        if (backend.isPresent()) {
            Map<Integer, Reals> outputs = operator.backend(set.node(), backend.get());
            worst = Math.max(worst, compare("backend " + backend.get().id(), operator, set, outputs, oracle));
        }
        return worst;
    }

    private static double compare(
            String who,
            OnnxOperator operator,
            OnnxCase.DataSet set,
            Map<Integer, Reals> actual,
            Map<Integer, Reals> oracle) {
        double worst = 0;
        OnnxOperator.Bound bound = operator.bound(set.node());
        for (Map.Entry<Integer, OnnxTensor> output : set.outputs().entrySet()) {
            OnnxTensor expected = operator.withoutNan(output.getKey(), output.getValue(), oracle)
                    .orElse(output.getValue());
            Reals got = actual.get(output.getKey());
            if (got != null) {
                worst = Math.max(worst, compare(who + ", output " + output.getKey(), bound, expected, got));
            }
        }
        return worst;
    }

    private static double compare(String what, OnnxOperator.Bound bound, OnnxTensor expected, Reals got) {
        DType type = expected.precision()
                .orElseThrow(() -> new NotCovered("outputs of type " + expected.type() + " are not compared"));
        Shape shape = expected.shape();
        if (got.shape().size() != shape.size()) {
            throw new Mismatch(what + ": expected shape " + shape + ", got " + got.shape());
        }
        Reals flat = new Reals(shape, got.values());
        Comparison comparison = Comparison.of(expected.reals(), flat.toTensor().toFloatArray(), bound.tolerance(type));
        if (!comparison.passed()) {
            throw new Mismatch(what + " " + shape + ", " + comparison.describe());
        }
        return comparison.ratio();
    }

    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Mismatch(String what) {
            super(what);
        }

        private String what() {
            return String.valueOf(getMessage());
        }
    }
}
