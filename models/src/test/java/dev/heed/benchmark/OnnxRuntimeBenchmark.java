package dev.heed.benchmark;

import dev.heed.conformance.compare.Lane;
import dev.heed.conformance.compare.Pace;
import dev.heed.conformance.compare.Rounds;
import dev.heed.models.text.TextTokenizer;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The real all-MiniLM-L6-v2, in FLOAT32 and on 2 threads: ONNX Runtime and langchain4j's in-process model against every
 * backend that can be used here. From a clone of the repository:
 *
 * <pre>mvn -q -P benchmark -pl models -am process-test-classes</pre>
 *
 * <p>{@code -Dbenchmark.parts="encoder sentences start-up"} runs only some parts. On a busy machine the numbers mean
 * little: nothing else should run.
 *
 * <p>All contestants are in one process and have the same ids in Java's memory; the clock runs until the states, or the
 * vectors, are in Java's memory. Each round has a block of calls for each contestant, after a pause in which the threads
 * of the one before stop spinning; the order changes from round to round. A ratio is the median over the rounds of the
 * ratio of the two medians within a round. ONNX Runtime has all optimisations on; langchain4j's model is made by its
 * default constructor and embeds all sentences in one call.
 */
public final class OnnxRuntimeBenchmark {
    private static final int THREADS = 2;
    private static final Pace PACE = new Pace(
            Duration.ofMillis(1500), 11, Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMinutes(1));

    private final Rounds rounds = new Rounds(PACE, phrase -> {});

    private OnnxRuntimeBenchmark() {}

    /** Runs the parts that are named, or all of them. */
    public static void main(String[] args) throws IOException {
        List<String> parts = args.length == 0 ? List.of("encoder", "sentences", "start-up") : List.of(args);
        List<HeedMiniLm> backends = HeedMiniLm.openAll(THREADS);
        System.out.println(OnnxMiniLm.version() + "; "
                + backends.stream().map(HeedMiniLm::version).toList());
        OnnxRuntimeBenchmark benchmark = new OnnxRuntimeBenchmark();
        if (parts.contains("encoder")) {
            benchmark.encoder(backends);
        }
        if (parts.contains("sentences")) {
            benchmark.sentences(backends);
        }
        List<String> ids = backends.stream().map(HeedMiniLm::id).toList();
        backends.forEach(HeedMiniLm::close);
        if (parts.contains("start-up")) {
            ids.forEach(id -> StartUp.print(id, THREADS));
        }
    }

    private void encoder(List<HeedMiniLm> backends) throws IOException {
        try (OnnxMiniLm peer = OnnxMiniLm.open(THREADS)) {
            TokenBatch large = TokenBatch.random(32, 128);
            TokenBatch padded = sentenceTokens();
            for (HeedMiniLm heed : backends) {
                StateError.print("32 x 128 random ids", large, peer, heed);
                StateError.print("64 padded sentences", padded, peer, heed);
            }
            System.out.print(Race.header());
            List<Lane> whole = race(
                    new Race("32 x 128 tokens", true, goals(Goal.atLeast(1.2), Goal.atLeast(0.7))),
                    large,
                    peer,
                    backends);
            race(
                    new Race("1 x 16, latency", false, goals(Goal.atMost(1.0), Goal.atMost(2.0))),
                    TokenBatch.random(1, 16),
                    peer,
                    backends);
            race(new Race("8 x 16 tokens", true, Map.of()), TokenBatch.random(8, 16), peer, backends);
            for (int i = 0; i < backends.size(); i++) {
                ApiCost.print(backends.get(i), rounds, whole.get(i));
            }
        }
    }

    private List<Lane> race(Race race, TokenBatch batch, OnnxMiniLm peer, List<HeedMiniLm> backends) {
        Lane onnx = new Lane("ORT", () -> peer.states(batch));
        List<Lane> lanes = backends.stream()
                .map(heed -> new Lane(heed.id(), () -> heed.states(batch)))
                .toList();
        return race.run(rounds, onnx, lanes);
    }

    private void sentences(List<HeedMiniLm> backends) {
        List<String> texts = Sentences.all();
        List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
        EmbeddingModel peer = new AllMiniLmL6V2EmbeddingModel();
        List<Lane> lanes = backends.stream()
                .map(heed -> new Lane(heed.id(), () -> heed.embedder().embed(texts)))
                .toList();
        System.out.print(Race.header());
        new Race("64 sentences", true, goals(Goal.atLeast(1.5), Goal.atLeast(0.8)))
                .run(rounds, new Lane("langchain4j", () -> peer.embedAll(segments)), lanes);
    }

    private static Map<String, Goal> goals(Goal djl, Goal nd4j) {
        return Map.of("djl", djl, "nd4j", nd4j);
    }

    private static TokenBatch sentenceTokens() throws IOException {
        String name = "/all-minilm-l6-v2-tokenizer.json";
        try (InputStream in = Objects.requireNonNull(OnnxRuntimeBenchmark.class.getResourceAsStream(name));
                TextTokenizer tokenizer = TextTokenizer.of(name, in.readAllBytes(), 256)) {
            return TokenBatch.of(tokenizer.tokenize(Sentences.all()));
        }
    }
}
