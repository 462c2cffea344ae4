package dev.heed.models.safetensors;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;

/** Writes the format, well or badly. */
public final class SafetensorsBytes {
    private static final Map<DType, String> TYPES =
            Map.of(DType.FLOAT32, "F32", DType.FLOAT16, "F16", DType.BFLOAT16, "BF16", DType.INT64, "I64");

    private SafetensorsBytes() {}

    /** A sound file. */
    public static byte[] of(Map<String, Tensor> tensors) {
        StringJoiner header = new StringJoiner(",", "{\"__metadata__\":{\"format\":\"pt\"},", "}");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        tensors.forEach((name, tensor) -> {
            int begin = data.size();
            byte[] bytes = new byte[tensor.bytes().remaining()];
            tensor.bytes().get(bytes);
            data.writeBytes(bytes);
            header.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(
                            name,
                            TYPES.get(tensor.dtype()),
                            Arrays.toString(tensor.shape().toArray()),
                            begin,
                            data.size()));
        });
        return of(header.toString(), data.toByteArray());
    }

    /** Any header before any data. */
    static byte[] of(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return withLength(text.length, text, data);
    }

    /** Any header that claims any length. */
    static byte[] withLength(long claimed, byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .put(header)
                .put(data)
                .array();
    }
}
