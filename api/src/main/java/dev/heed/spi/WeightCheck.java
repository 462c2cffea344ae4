package dev.heed.spi;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the weights that were given with those that a spec needs (rule ENC-5). */
public final class WeightCheck {
    private static final int MOST_LISTED = 50;

    private WeightCheck() {}

    /**
     * Checks names, shapes and types.
     *
     * @throws IllegalArgumentException if anything is wrong, with the list of everything that is
     */
    public static void check(Map<String, Shape> expected, Map<String, Tensor> given) {
        List<String> problems = problems(expected, given);
        if (problems.isEmpty()) {
            return;
        }
        int listed = Math.min(problems.size(), MOST_LISTED);
        String rest = problems.size() > listed ? "; and " + (problems.size() - listed) + " more" : "";
        throw new IllegalArgumentException("weights: expected " + expected.size() + " tensors, but "
                + problems.size() + (problems.size() == 1 ? " is" : " are") + " wrong: "
                + String.join("; ", problems.subList(0, listed)) + rest);
    }

    private static List<String> problems(Map<String, Shape> expected, Map<String, Tensor> given) {
        List<String> problems = new ArrayList<>();
        expected.forEach((name, shape) -> {
            Tensor tensor = given.get(name);
            if (tensor == null) {
                problems.add(name + " " + shape + " is missing");
            } else if (!tensor.shape().equals(shape)) {
                problems.add(name + ": expected " + shape + ", got " + tensor.shape());
            } else if (!tensor.dtype().isFloating()) {
                problems.add(name + ": expected a floating type, got " + tensor.dtype());
            }
        });
        new TreeMap<>(given).forEach((name, tensor) -> {
            if (!expected.containsKey(name)) {
                problems.add(name + " " + tensor.shape() + " is not known");
            }
        });
        return problems;
    }
}
