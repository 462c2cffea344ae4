package dev.heed.models.huggingface;

import dev.heed.decoder.OutputHead;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Takes a model's weights out of its files once it is certain that they are the model's, all of them and no others. */
final class WeightReader {
    private static final int MOST_LISTED = 20;

    private final ModelFolder folder;
    private final Weights file;
    private final OutputHead head;

    /** Reads what a folder holds for a decoder with such a head. */
    WeightReader(ModelFolder folder, OutputHead head) {
        this.folder = folder;
        this.file = folder.weights();
        this.head = head;
    }

    /**
     * The weights of both sides by canonical name.
     *
     * @param encoder the encoder's
     * @param decoder the decoder's
     */
    record Sides(Map<String, Tensor> encoder, Map<String, Tensor> decoder) {}

    /** Where each weight of a spec comes from. */
    static Map<String, FileWeight> plan(Map<String, Shape> shapes, BiFunction<String, Shape, FileWeight> source) {
        Map<String, FileWeight> plan = new HashMap<>();
        shapes.forEach((name, shape) -> plan.put(name, source.apply(name, shape)));
        return plan;
    }

    /**
     * The weights of a plan by canonical name.
     *
     * @param leftAlone what may be in the files besides: copies of shared tables, tables that are computed; that of the
     *     embeddings that a tied head has is known
     * @throws ModelException with the list of everything that is wrong
     */
    Map<String, Tensor> read(Map<String, FileWeight> plan, Predicate<String> leftAlone) {
        require(plan.values(), leftAlone);
        return read(plan);
    }

    /** As {@link #read(Map, Predicate)}, for an encoder and its decoder. */
    Sides read(Map<String, FileWeight> encoder, Map<String, FileWeight> decoder, Predicate<String> leftAlone) {
        List<FileWeight> needed = new ArrayList<>(encoder.values());
        needed.addAll(decoder.values());
        require(needed, leftAlone);
        return new Sides(read(encoder), read(decoder));
    }

    private void require(Collection<FileWeight> needed, Predicate<String> leftAlone) {
        Set<String> problems = new TreeSet<>();
        Set<String> read = new HashSet<>();
        for (FileWeight weight : needed) {
            read.add(weight.name());
            if (!file.names().contains(weight.name())) {
                problems.add(weight.name() + " " + weight.shape() + " is missing");
            } else if (!file.shape(weight.name()).equals(weight.shape())) {
                problems.add(weight.name() + ": expected " + weight.shape() + ", got " + file.shape(weight.name()));
            }
        }
        for (String name : file.names()) {
            boolean tied = head.tied() && name.equals("lm_head.weight");
            if (!read.contains(name) && !tied && !leftAlone.test(name)) {
                problems.add(name + " " + file.shape(name) + " has no place in it");
            }
        }
        if (!problems.isEmpty()) {
            throw new ModelException(
                    file.origin() + " does not fit " + folder.config().origin() + " (model_type "
                            + folder.config().text("model_type") + "): " + listed(new ArrayList<>(problems)) + ".");
        }
    }

    private static String listed(List<String> problems) {
        int listed = Math.min(MOST_LISTED, problems.size());
        String rest = problems.size() > listed ? "; and " + (problems.size() - listed) + " more" : "";
        return String.join("; ", problems.subList(0, listed)) + rest;
    }

    private Map<String, Tensor> read(Map<String, FileWeight> plan) {
        Map<String, Tensor> weights = new ConcurrentHashMap<>();
        plan.entrySet().parallelStream().forEach(each -> {
            FileWeight weight = each.getValue();
            weights.put(each.getKey(), weight.taking().apply(file.tensor(weight.name())));
        });
        return weights;
    }
}
