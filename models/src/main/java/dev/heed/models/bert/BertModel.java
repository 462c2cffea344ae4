package dev.heed.models.bert;

import dev.heed.Precision;
import dev.heed.encoder.TransformerSpec;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A BERT encoder with its weights.
 *
 * @param spec the encoder
 * @param weights its weights by canonical name
 * @param pooler the layer that BERT puts on the first token's state, where the file has one
 */
public record BertModel(TransformerSpec spec, Map<String, Tensor> weights, Optional<BertPooler> pooler) {
    private static final int MOST_LISTED = 20;

    /** Copies the weights' map. */
    public BertModel {
        weights = Map.copyOf(weights);
    }

    /**
     * Takes an encoder's weights out of a file. What else the file holds (heads of other tasks, position ids) is left.
     *
     * @throws ModelException if weights are missing, or configuration and weights contradict each other; the message
     *     lists what is wrong
     */
    public static BertModel of(BertConfig config, Weights file, Precision precision) {
        BertNames names = BertNames.of(file);
        if (names.layers() != config.layers()) {
            throw new ModelException(file.origin() + " does not fit " + config.origin() + ": expected weights of "
                    + config.layers() + " layers, got " + names.layers() + ".");
        }
        TransformerSpec spec = config.spec(precision);
        Map<String, Shape> shapes = spec.weightShapes();
        requireAll(config, file, names, shapes);
        Map<String, Tensor> weights = new ConcurrentHashMap<>();
        shapes.keySet().parallelStream().forEach(name -> weights.put(name, file.tensor(names.file(name))));
        return new BertModel(spec, weights, BertPooler.of(file, names, config.width()));
    }

    private static void requireAll(BertConfig config, Weights file, BertNames names, Map<String, Shape> shapes) {
        List<String> problems = new ArrayList<>();
        shapes.forEach((canonical, expected) -> {
            String name = names.file(canonical);
            if (!file.names().contains(name)) {
                problems.add(name + " " + expected + " is missing");
            } else if (!file.shape(name).equals(expected)) {
                problems.add(name + ": expected " + expected + ", got " + file.shape(name));
            }
        });
        if (!problems.isEmpty()) {
            int listed = Math.min(MOST_LISTED, problems.size());
            String rest = problems.size() > listed ? "; and " + (problems.size() - listed) + " more" : "";
            throw new ModelException(file.origin() + " does not fit " + config.origin() + " (" + config.layers()
                    + " layers of " + config.width() + "): " + String.join("; ", problems.subList(0, listed)) + rest
                    + ".");
        }
    }
}
