package dev.heed.models.huggingface;

import dev.heed.models.safetensors.SafetensorsBytes;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A folder in the Hugging Face layout with seeded random weights. */
public final class ModelFiles {
    private final Random random = new Random(7);
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final String config;

    /** A model with this {@code config.json}. */
    public ModelFiles(String config) {
        this.config = config;
    }

    /** The weights by the names that Hugging Face gives them. */
    Map<String, Tensor> weights() {
        return weights;
    }

    /** The same weights under another configuration. */
    ModelFiles with(String other) {
        ModelFiles files = new ModelFiles(other);
        files.weights.putAll(weights);
        return files;
    }

    String config() {
        return config;
    }

    ModelFiles add(String name, int... dims) {
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.4f;
        }
        weights.put(name, Tensor.of(Shape.of(dims), values));
        return this;
    }

    /** Weight [out, in] and bias [out]. */
    ModelFiles linear(String name, int out, int in, boolean bias) {
        add(name + ".weight", out, in);
        return bias ? add(name + ".bias", out) : this;
    }

    /** Weight and bias of a LayerNorm. */
    ModelFiles layerNorm(String name, int width) {
        return add(name + ".weight", width).add(name + ".bias", width);
    }

    /** Writes the folder. */
    public Path writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), config);
            Files.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(weights));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
