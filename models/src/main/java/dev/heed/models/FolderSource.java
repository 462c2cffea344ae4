package dev.heed.models;

import dev.heed.Precision;
import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.HuggingFaceConfig;
import dev.heed.models.bert.OnnxConfig;
import dev.heed.models.files.ModelException;
import dev.heed.models.files.Weights;
import dev.heed.models.onnx.OnnxModel;
import dev.heed.models.safetensors.Safetensors;
import dev.heed.models.text.TokenizerFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A model's parts as files: a folder in the Hugging Face layout, or an {@code .onnx} file and what is beside it. */
record FolderSource(String name, Path folder, BertConfig config, Weights weights) implements ModelSource {
    private static final String CONFIG = "config.json";
    private static final List<String> ONNX = List.of("model.onnx", "onnx/model.onnx");

    static FolderSource ofFolder(Path folder) {
        String name = folder.toAbsolutePath().normalize().getFileName() + "";
        Optional<Weights> weights = Safetensors.inFolder(folder);
        if (weights.isPresent()) {
            return new FolderSource(name, folder, config(folder), weights.get());
        }
        return ONNX.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .map(file -> ofOnnx(name, folder, file))
                .orElseThrow(() -> noWeights(folder));
    }

    static FolderSource ofOnnxFile(Path file) {
        String fileName = file.getFileName() + "";
        Path folder = file.toAbsolutePath().getParent();
        return ofOnnx(
                fileName.substring(0, fileName.length() - ".onnx".length()),
                folder == null ? file.toAbsolutePath() : folder,
                file);
    }

    private static FolderSource ofOnnx(String name, Path folder, Path file) {
        OnnxModel onnx = OnnxModel.parse(file.toString(), mapped(file));
        BertConfig config = Files.exists(folder.resolve(CONFIG)) ? config(folder) : OnnxConfig.of(onnx);
        return new FolderSource(name, folder, config, onnx.weights());
    }

    private static BertConfig config(Path folder) {
        return HuggingFaceConfig.read(folder.resolve(CONFIG));
    }

    private static ModelException noWeights(Path folder) {
        String remedy = Files.exists(folder.resolve("pytorch_model.bin"))
                ? "; pytorch_model.bin is not read: convert it to safetensors"
                : "";
        return new ModelException(folder + " holds no weights: expected " + String.join(", ", Safetensors.NAMES)
                + " or " + String.join(" or ", ONNX) + remedy + ".");
    }

    private static ByteBuffer mapped(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new ModelException(
                        file + ": expected an ONNX file of at most 2 GB, got " + channel.size() + " bytes.");
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size());
        } catch (IOException unreadable) {
            throw new ModelException(file + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    @Override
    public SentenceSettings settings() {
        return SentenceSettings.read(folder, config);
    }

    @Override
    public BertModel encoder(Precision precision) {
        return BertModel.of(config, weights, precision);
    }

    @Override
    public TokenizerFile tokenizer() {
        return TokenizerFile.in(folder);
    }
}
