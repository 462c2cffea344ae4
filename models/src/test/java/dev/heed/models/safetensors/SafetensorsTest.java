package dev.heed.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.Refused;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SafetensorsTest {
    private static final byte[] EIGHT_BYTES = new byte[8];

    private final Path folder;

    SafetensorsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void writtenTensors_areReadBack(DType type) throws IOException {
        Tensor matrix = Tensor.of(Shape.of(2, 3), 1f, -2f, 0.5f, 3f, 4f, -0.25f).to(type);
        Tensor none = Tensor.zeros(type, Shape.of(0, 7));
        Tensor scalar = Tensor.of(Shape.of(), 2.5f).to(type);

        Weights read = Safetensors.open(file(
                SafetensorsBytes.of(new LinkedHashMap<>(Map.of("matrix", matrix, "none", none, "scalar", scalar)))));

        assertThat(read.names()).containsExactlyInAnyOrder("matrix", "none", "scalar");
        assertThat(read.shape("matrix")).isEqualTo(Shape.of(2, 3));
        assertThat(read.tensor("matrix").dtype()).isEqualTo(type);
        assertThat(read.tensor("matrix").toFloatArray()).containsExactly(matrix.toFloatArray());
        assertThat(read.tensor("none").shape()).isEqualTo(Shape.of(0, 7));
        assertThat(read.tensor("scalar").toFloatArray()).containsExactly(2.5f);
        assertThat(read.tensor("matrix").bytes().isDirect())
                .as("mapped, not copied")
                .isTrue();
    }

    @Test
    void anotherType_isRefusedOnlyWhenItIsNeeded() throws IOException {
        Path file = file(SafetensorsBytes.of(Map.of("ids", Tensor.of(Shape.of(2), 1L, 2L))));

        Weights read = Safetensors.open(file);

        assertThat(read.shape("ids")).isEqualTo(Shape.of(2));
        assertThat(Refused.message(file, () -> read.tensor("ids")))
                .isEqualTo("FILE: ids: expected the type F32, F16 or BF16, got I64.");
        assertThat(Refused.message(file, () -> read.tensor("other"))).isEqualTo("FILE has no tensor other.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | FILE: the header is not sound JSON: it ends too early (line 1).",
                "[] | FILE: the header: expected a JSON object, got [.",
                "{} {} | FILE: the header: expected nothing after the JSON object, got {.",
                "{'a':3} | FILE: a: expected an object, got 3.",
                "{'a':{'shape':[2],'data_offsets':[0,8]}} | FILE: a has no dtype.",
                "{'a':{'dtype':'F32','data_offsets':[0,8]}} | FILE: a has no shape.",
                "{'a':{'dtype':'F32','shape':[2]}} | FILE: a has no data_offsets.",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | FILE: a.data_offsets: expected two numbers, got }.",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | FILE: a has an unknown field x.",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | FILE: a.shape: expected a list of at most 64"
                        + " whole numbers of 0 or more, got -2.",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | FILE: a.shape: expected a list of at most 64"
                        + " whole numbers of 0 or more, got 2.0.",
                "{'a':{'dtype':'F33','shape':[2],'data_offsets':[0,8]}} | FILE: a: unknown type F33.",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}"
                        + " | FILE: the header is not sound JSON: Duplicate field 'a' (line 1).",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}}"
                        + " | FILE: the header is not sound JSON: Duplicate field 'dtype' (line 1).",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}"
                        + " | FILE: b (F32 [1] at 2 to 6) overlaps the tensor before it: expected it to begin at 4.",
                "{'a':{'dtype':'F16','shape':[1],'data_offsets':[0,2]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
                        + " | FILE: b (F32 [1] at 4 to 8) leaves a hole before it: expected it to begin at 2.",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
                        + " | FILE: a (F32 [1] at 4 to 8) leaves a hole before it: expected it to begin at 0.",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
                        + " | FILE: expected 4 bytes of data, as the header says, got 8.",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}"
                        + " | FILE: a (F32 [4] at 0 to 16) reaches past the end of the data, 8 bytes long; the file is cut"
                        + " off or damaged.",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | FILE: a (F32 [2] at 8 to 0) ends before it begins.",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}"
                        + " | FILE: a (F32 [3] at 0 to 8): expected 12 bytes for that type and shape, got 8.",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}"
                        + " | FILE: a (F32 [4294967296, 4294967296] at 0 to 8) is larger than any file.",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}} | FILE: a.data_offsets: expected a"
                        + " list of at most 2 whole numbers of 0 or more, got 99999999999999999999.",
                "{'__metadata__':{'x':1}} | FILE: __metadata__: expected an object of strings, got 1.",
            })
    void badHeader_isRefused(String header, String expected) throws IOException {
        Path file = file(SafetensorsBytes.of(header.replace('\'', '"').strip(), EIGHT_BYTES));

        assertThat(Refused.message(file, () -> Safetensors.open(file)).replace('"', '\''))
                .isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807", "-1", "100000001", "11"})
    void lyingHeaderLength_isRefused(long claimed) throws IOException {
        Path file = file(SafetensorsBytes.withLength(claimed, "{}".getBytes(StandardCharsets.UTF_8), EIGHT_BYTES));

        assertThat(Refused.message(file, () -> Safetensors.open(file)))
                .isEqualTo("FILE: the header claims " + Long.toUnsignedString(claimed)
                        + " bytes, expected at most 10; the file is cut off, damaged, or not a safetensors file.");
    }

    @Test
    void tooShortOrMissingFile_isRefused() throws IOException {
        Path empty = file(new byte[3]);
        Path missing = folder.resolve("missing");

        assertThat(Refused.message(empty, () -> Safetensors.open(empty)))
                .isEqualTo("FILE: expected a safetensors file of 8 bytes or more, got 3.");
        assertThat(Refused.message(missing, () -> Safetensors.open(missing))).isEqualTo("FILE is missing.");
    }

    @Test
    void truncatedAnywhere_isRefused() throws IOException {
        byte[] whole = SafetensorsBytes.of(Map.of("a", Tensor.of(Shape.of(2, 2), 1f, 2f, 3f, 4f)));
        for (int length = 0; length < whole.length; length++) {
            Path file = file(Arrays.copyOf(whole, length));
            Refused.message(file, () -> Safetensors.open(file));
        }
    }

    @Test
    void damagedAnywhere_isReadOrRefused() throws IOException {
        byte[] whole = SafetensorsBytes.of(Map.of("a", Tensor.of(Shape.of(2, 2), 1f, 2f, 3f, 4f)));
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length - 16)] = (byte) random.nextInt();
            }
            Path file = file(damaged);
            try {
                Weights read = Safetensors.open(file);
                read.names().forEach(read::tensor);
            } catch (ModelException refused) {
                assertThat(refused).hasMessageStartingWith(file.toString());
            }
        }
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), content);
    }
}
