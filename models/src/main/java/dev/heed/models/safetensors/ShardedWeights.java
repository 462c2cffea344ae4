package dev.heed.models.safetensors;

import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Weights spread over several files by an index. */
final class ShardedWeights implements Weights {
    private final Path index;
    private final Map<String, Weights> fileOf;

    private ShardedWeights(Path index, Map<String, Weights> fileOf) {
        this.index = index;
        this.fileOf = Collections.unmodifiableMap(fileOf);
    }

    static ShardedWeights open(Path index) {
        JsonFields placed = JsonFields.read(index).object("weight_map");
        Map<String, Weights> files = new LinkedHashMap<>();
        Map<String, Weights> fileOf = new LinkedHashMap<>();
        for (Iterator<String> names = placed.names(); names.hasNext(); ) {
            String name = names.next();
            String file = placed.text(name);
            Weights weights =
                    files.computeIfAbsent(file, each -> Safetensors.open(inFolderOf(index, placed, name, each)));
            if (!weights.names().contains(name)) {
                throw new ModelException(index + ": " + name + " should be in " + file + ", but is not.");
            }
            fileOf.put(name, weights);
        }
        files.forEach((file, weights) -> requireAgreement(index, file, weights, fileOf));
        return new ShardedWeights(index, fileOf);
    }

    private static Path inFolderOf(Path index, JsonFields placed, String name, String file) {
        try {
            Path path = Path.of(file);
            boolean plain = path.getNameCount() == 1 && !path.isAbsolute() && !file.equals("..") && !file.isEmpty();
            if (plain) {
                return index.resolveSibling(path);
            }
        } catch (InvalidPathException notAPath) {
            throw placed.wrong(name, "the name of a file beside the index", '"' + file + '"');
        }
        throw placed.wrong(name, "the name of a file beside the index", '"' + file + '"');
    }

    private static void requireAgreement(Path index, String file, Weights weights, Map<String, Weights> fileOf) {
        for (String name : weights.names()) {
            if (fileOf.containsKey(name) && fileOf.get(name) != weights) {
                throw new ModelException(
                        index + ": " + name + " is in " + file + " too, not only where the index says.");
            }
        }
    }

    @Override
    public String origin() {
        return index.toString();
    }

    @Override
    public Set<String> names() {
        return fileOf.keySet();
    }

    @Override
    public Shape shape(String name) {
        return fileOf(name).shape(name);
    }

    @Override
    public Tensor tensor(String name) {
        return fileOf(name).tensor(name);
    }

    private Weights fileOf(String name) {
        Weights weights = fileOf.get(name);
        if (weights == null) {
            throw new ModelException(index + " has no tensor " + name + ".");
        }
        return weights;
    }
}
