package dev.heed.tornado;

import dev.heed.attention.AttentionSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The weights of an encoder as plans send them to the device: once each. */
final class EncoderWeights implements PositionWeights {
    private final TransformerSpec spec;
    private final KernelChoice choice;
    private final Set<String> arranged = new HashSet<>();
    private final Map<String, FloatArray> byName = new LinkedHashMap<>();
    private final List<ScoreParameters> scores = new ArrayList<>();
    private final float[] biasTable;

    /** Copies the weights, which have been checked. */
    EncoderWeights(TransformerSpec spec, Map<String, Tensor> weights, KernelChoice choice) {
        this.spec = spec;
        this.choice = choice;
        weights.forEach((name, tensor) -> {
            // Those of the score are kept in a form of its own, and the table of biases is spread out by distance.
            if (!name.contains(".attention.score.") && !name.equals("attention.bias.weight")) {
                byName.put(name, HostArrays.of(tensor));
            }
        });
        AttentionSpec attention = spec.attention();
        for (int layer = 0; layer < spec.layers(); layer++) {
            Map<String, Tensor> ofScore = new HashMap<>();
            String prefix = "layer." + layer + ".attention.";
            attention.weightShapes().keySet().stream()
                    .filter(name -> name.startsWith("score."))
                    .forEach(name -> ofScore.put(name, Objects.requireNonNull(weights.get(prefix + name))));
            scores.add(ScoreParameters.of(spec.score(), spec.heads(), spec.headWidth(), ofScore));
        }
        Tensor table = weights.get("attention.bias.weight");
        biasTable = table == null ? new float[0] : table.toFloatArray();
    }

    /** A weight that the spec demands. */
    FloatArray get(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** A matrix [out, in] as products want it. */
    FloatArray matrix(String name, int out, int in) {
        if (arranged.add(name)) {
            byName.put(name, choice.matrices(get(name), 1, out, in));
        }
        return get(name);
    }

    /** A bias, or zeros where the spec has none. */
    FloatArray bias(String name, int width) {
        return byName.computeIfAbsent(name, absent -> new FloatArray(width));
    }

    /** What the score of a layer needs. */
    ScoreParameters score(int layer) {
        return scores.get(layer);
    }

    @Override
    public float[] biasTable() {
        return biasTable;
    }

    @Override
    public float[] learnedPositions(int offset) {
        FloatArray table = get("embedding.position.weight");
        float[] rows = new float[table.getSize() - offset * spec.width()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = table.get(offset * spec.width() + i);
        }
        return rows;
    }
}
