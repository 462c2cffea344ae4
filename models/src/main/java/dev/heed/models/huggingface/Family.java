package dev.heed.models.huggingface;

import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * An architecture that is known.
 *
 * @param modelType its {@code model_type}
 * @param classPrefix what the names of its classes begin with
 * @param reader reads a folder, for a context that may be asked for
 */
record Family<M>(String modelType, String classPrefix, BiFunction<ModelFolder, OptionalInt, M> reader) {
    static final List<Family<DecoderModel>> DECODERS = List.of(
            new Family<>("gemma2", "Gemma2", Gemma2Family::read),
            new Family<>("gpt2", "GPT2", Gpt2Family::read),
            new Family<>("llama", "Llama", LlamaFamily::llama),
            new Family<>("mistral", "Mistral", LlamaFamily::mistral),
            new Family<>("phi3", "Phi3", Phi3Family::read),
            new Family<>("qwen2", "Qwen2", LlamaFamily::qwen2),
            new Family<>("qwen3", "Qwen3", LlamaFamily::qwen3));

    static final List<Family<EncoderDecoderModel>> ENCODER_DECODERS = List.of(
            new Family<>("bart", "Bart", (folder, context) -> BartFamily.bart(folder)),
            new Family<>("marian", "Marian", (folder, context) -> BartFamily.marian(folder)),
            new Family<>("t5", "T5", (folder, context) -> T5Family.read(folder)));

    /** The family of a decoder. */
    static Family<DecoderModel> ofDecoder(JsonFields config) {
        return find(DECODERS, config)
                .orElseThrow(() -> unknown("a decoder", DECODERS, "Seq2Seq", ENCODER_DECODERS, config));
    }

    /** The family of an encoder-decoder. */
    static Family<EncoderDecoderModel> ofEncoderDecoder(JsonFields config) {
        return find(ENCODER_DECODERS, config)
                .orElseThrow(() -> unknown("an encoder-decoder", ENCODER_DECODERS, "TextGenerator", DECODERS, config));
    }

    private static <M> Optional<Family<M>> find(List<Family<M>> known, JsonFields config) {
        String type = config.text("model_type");
        Optional<Family<M>> found =
                known.stream().filter(each -> each.modelType().equals(type)).findFirst();
        found.ifPresent(family -> family.requireClass(config));
        return found;
    }

    /** The classes that Hugging Face names, if it does, are of the family. */
    private void requireClass(JsonFields config) {
        List<String> classes = config.has("architectures") ? config.texts("architectures") : List.of();
        if (!classes.isEmpty() && classes.stream().noneMatch(each -> each.startsWith(classPrefix))) {
            throw config.wrong(
                    "architectures",
                    classPrefix + "… (the model_type is " + modelType + ")",
                    String.join(", ", classes));
        }
    }

    private static <M, N> ModelException unknown(
            String wanted, List<Family<M>> known, String other, List<Family<N>> others, JsonFields config) {
        String type = config.text("model_type");
        boolean otherKind = others.stream().anyMatch(each -> each.modelType().equals(type));
        String names = known.stream().map(Family::modelType).collect(Collectors.joining(", "));
        return config.wrong(
                "model_type", wanted + ", one of " + names, type + (otherKind ? ", which " + other + " opens" : ""));
    }
}
