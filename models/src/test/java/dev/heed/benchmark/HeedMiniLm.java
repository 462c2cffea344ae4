package dev.heed.benchmark;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.encoder.Encoder;
import dev.heed.models.TextEmbedder;
import dev.heed.models.TextModel;
import dev.heed.spi.Probe;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** MiniLM on one of Heed's backends: its encoder alone, and with the tokenizer. */
record HeedMiniLm(String version, Backend backend, Encoder encoder, TextEmbedder embedder) implements AutoCloseable {
    static final String MODEL = "all-MiniLM-L6-v2";

    /** On every backend that can be used; says why the others cannot. */
    static List<HeedMiniLm> openAll(int threads) {
        Backends backends = Backends.discover();
        List<HeedMiniLm> opened = new ArrayList<>();
        for (Candidate candidate : backends.candidates()) {
            if (candidate.probe() instanceof Probe.Available) {
                opened.add(open(candidate, backends, threads));
            } else {
                System.out.println("Not measured: " + candidate);
            }
        }
        return opened;
    }

    private static HeedMiniLm open(Candidate candidate, Backends backends, int threads) {
        Backend backend =
                backends.open(candidate.id(), BackendOptions.defaults().withThreads(threads));
        TextModel model = TextModel.load(MODEL);
        return new HeedMiniLm(
                candidate.version(),
                backend,
                backend.encoder(model.spec(), model.weights()),
                TextEmbedder.open(MODEL, backend));
    }

    String id() {
        return backend.id();
    }

    Tensor states(TokenBatch batch) {
        return encoder.encode(batch.inputs()).states();
    }

    @Override
    public void close() {
        embedder.close();
        encoder.close();
        backend.close();
    }
}
