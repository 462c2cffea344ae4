package dev.heed.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/** Writes a folder as Hugging Face has them: a Llama of a shape, with random weights in FLOAT32 from a fixed seed. */
final class RandomLlama {
    private static final long SEED = 768;
    private static final int BUFFER = 1 << 20;

    private final DecoderShape shape;
    private final Map<String, int[]> tensors = new LinkedHashMap<>();

    private RandomLlama(DecoderShape shape) {
        this.shape = shape;
        add("model.embed_tokens.weight", shape.vocabulary(), shape.width());
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            add(prefix + "input_layernorm.weight", shape.width());
            add(prefix + "self_attn.q_proj.weight", shape.width(), shape.width());
            add(prefix + "self_attn.k_proj.weight", shape.keyValueWidth(), shape.width());
            add(prefix + "self_attn.v_proj.weight", shape.keyValueWidth(), shape.width());
            add(prefix + "self_attn.o_proj.weight", shape.width(), shape.width());
            add(prefix + "post_attention_layernorm.weight", shape.width());
            add(prefix + "mlp.gate_proj.weight", shape.feedForward(), shape.width());
            add(prefix + "mlp.up_proj.weight", shape.feedForward(), shape.width());
            add(prefix + "mlp.down_proj.weight", shape.width(), shape.feedForward());
        }
        add("model.norm.weight", shape.width());
        add("lm_head.weight", shape.vocabulary(), shape.width());
    }

    private void add(String name, int... dims) {
        tensors.put(name, dims);
    }

    /** Writes the folder, which must exist, for sequences of up to {@code context} tokens. */
    static void write(DecoderShape shape, int context, Path folder) throws IOException {
        RandomLlama llama = new RandomLlama(shape);
        Files.writeString(folder.resolve("config.json"), llama.config(context));
        Files.writeString(folder.resolve("tokenizer.json"), llama.tokenizer());
        try (OutputStream file =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve("model.safetensors")), BUFFER)) {
            llama.writeWeights(file);
        }
    }

    private String config(int context) {
        return """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "float32",
                 "hidden_act": "silu", "attention_bias": false, "tie_word_embeddings": false,
                 "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "bos_token_id": 1, "eos_token_id": 2,
                 "num_hidden_layers": %d, "hidden_size": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
                 "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": %d}
                """.formatted(
                        shape.layers(),
                        shape.width(),
                        shape.heads(),
                        shape.keyValueHeads(),
                        shape.feedForward(),
                        shape.vocabulary(),
                        context);
    }

    /** A vocabulary of made-up words, for those who cannot open a folder without one. */
    private String tokenizer() {
        StringJoiner words = new StringJoiner(",", "{", "}");
        for (int id = 0; id < shape.vocabulary(); id++) {
            words.add("\"w" + id + "\":" + id);
        }
        return """
                {"version": "1.0", "added_tokens": [],
                 "model": {"type": "BPE", "unk_token": "w0", "byte_fallback": true, "vocab": %s, "merges": []}}
                """.formatted(words);
    }

    private void writeWeights(OutputStream file) throws IOException {
        StringJoiner header = new StringJoiner(",", "{", "}");
        long offset = 0;
        for (Map.Entry<String, int[]> tensor : tensors.entrySet()) {
            int[] dims = tensor.getValue();
            long end = offset + size(dims) * Float.BYTES;
            String rows = dims.length == 1 ? "" + dims[0] : dims[0] + "," + dims[1];
            header.add("\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                    .formatted(tensor.getKey(), rows, offset, end));
            offset = end;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        file.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        file.write(text);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int[] dims : tensors.values()) {
            writeNumbers(file, dims, random);
        }
    }

    private static long size(int[] dims) {
        return dims.length == 1 ? dims[0] : (long) dims[0] * dims[1];
    }

    /** A norm's weights are about 1; those of a product have the variance that keeps its inputs' size. */
    private static void writeNumbers(OutputStream file, int[] dims, SplittableRandom random) throws IOException {
        boolean norm = dims.length == 1;
        double spread = norm ? 0.1 : Math.sqrt(12.0 / dims[1]);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        for (long i = 0; i < size(dims); i++) {
            buffer.putFloat((float) ((norm ? 1 : 0) + spread * (random.nextDouble() - 0.5)));
            if (!buffer.hasRemaining()) {
                file.write(buffer.array());
                buffer.clear();
            }
        }
        file.write(buffer.array(), 0, buffer.position());
    }
}
