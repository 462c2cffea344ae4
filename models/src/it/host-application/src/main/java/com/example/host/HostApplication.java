package com.example.host;

import dev.heed.Backend;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.models.TextEmbedder;

/** Says which backends it found, and how near two sentences are to a third. */
public final class HostApplication {
    private HostApplication() {}

    public static void main(String[] arguments) {
        Backends backends = Backends.discover();
        for (Candidate candidate : backends.candidates()) {
            System.out.println("found " + candidate.id());
        }
        try (Backend backend = backends.preferred();
                TextEmbedder embedder = TextEmbedder.open("all-MiniLM-L6-v2", backend)) {
            float[] eating = embedder.embed("A man is eating food.");
            float[] meal = embedder.embed("Someone is having a meal.");
            float[] market = embedder.embed("The stock market fell sharply today.");
            System.out.printf("meal %.4f%n", cosine(eating, meal));
            System.out.printf("market %.4f%n", cosine(eating, market));
            System.out.println("ran on " + backend.id());
        }
    }

    /** The embeddings have length 1. */
    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
