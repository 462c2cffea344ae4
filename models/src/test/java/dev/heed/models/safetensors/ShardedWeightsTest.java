package dev.heed.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Refused;
import dev.heed.models.files.Weights;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShardedWeightsTest {
    private final Path folder;
    private final Path index;

    ShardedWeightsTest(@TempDir Path folder) {
        this.folder = folder;
        this.index = folder.resolve("model.safetensors.index.json");
    }

    @BeforeEach
    void writeShards() throws IOException {
        Tensor one = Tensor.of(Shape.of(1), 1f);
        Tensor two = Tensor.of(Shape.of(1), 2f);
        Files.write(folder.resolve("1.safetensors"), SafetensorsBytes.of(Map.of("a", one)));
        Files.write(folder.resolve("2.safetensors"), SafetensorsBytes.of(Map.of("b", two)));
        Files.write(folder.resolve("both.safetensors"), SafetensorsBytes.of(Map.of("a", one, "b", two)));
    }

    @Test
    void tensorsComeFromTheirFiles() throws IOException {
        Weights read = open("{'weight_map':{'a':'1.safetensors','b':'2.safetensors'}}");

        assertThat(read.names()).containsExactly("a", "b");
        assertThat(read.tensor("b").toFloatArray()).containsExactly(2f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | FILE: the field weight_map is missing.",
                "[] | FILE: expected a JSON object, got a JSON array.",
                "{'weight_map':{'a':'2.safetensors'}} | FILE: a should be in 2.safetensors, but is not.",
                "{'weight_map':{'a':'../1.safetensors'}} | FILE: weight_map: a: expected the name of a file beside the"
                        + " index, got '../1.safetensors'.",
                "{'weight_map':{'a':'/etc/passwd'}} | FILE: weight_map: a: expected the name of a file beside the index,"
                        + " got '/etc/passwd'.",
                "{'weight_map':{'a':'..'}} | FILE: weight_map: a: expected the name of a file beside the index, got '..'.",
                "{'weight_map':{'a':3}} | FILE: weight_map: a: expected a string, got 3.",
                "{'weight_map':{'a':'1.safetensors','b':'both.safetensors'}} | FILE: a is in both.safetensors too, not only"
                        + " where the index says.",
                "{'weight_map':{'a':'1.safetensors','a':'1.safetensors'}} | FILE: expected JSON: Duplicate field 'a' (line 1).",
            })
    void badIndex_isRefused(String json, String expected) {
        assertThat(Refused.message(index, () -> open(json)).replace('"', '\'')).isEqualTo(expected);
    }

    @Test
    void missingShard_isNamed() {
        assertThat(Refused.message(folder, () -> open("{'weight_map':{'a':'9.safetensors'}}")))
                .isEqualTo("FILE/9.safetensors is missing.");
    }

    private Weights open(String json) throws IOException {
        return Safetensors.openSharded(Files.writeString(index, json.replace('\'', '"')));
    }
}
