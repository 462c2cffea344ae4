package dev.heed.benchmark;

import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.models.TextEmbedder;

/** Says when it has its first embedding; {@link StartUp} starts it. */
final class FirstEmbedding {
    static final String SIGN = "embedded";

    private FirstEmbedding() {}

    public static void main(String[] args) {
        BackendOptions options = BackendOptions.defaults().withThreads(Integer.parseInt(args[1]));
        try (TextEmbedder embedder =
                TextEmbedder.open(HeedMiniLm.MODEL, () -> Backends.discover().open(args[0], options))) {
            float[] vector = embedder.embed("A man is eating food.");
            System.out.println(SIGN + " " + vector.length);
        }
    }
}
