package dev.heed.benchmark;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import dev.heed.Candidate;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.SessionOptions;
import dev.heed.models.huggingface.DecoderModel;
import dev.heed.spi.Probe;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder's decoder on one of Heed's backends. */
record HeedDecoder(Backend backend, Decoder decoder) implements AutoCloseable {
    /** On every backend that can be used and has decoders; says why the others cannot. */
    static List<HeedDecoder> openAll(Path folder, int threads) {
        DecoderModel model = DecoderModel.load(folder);
        Backends backends = Backends.discover();
        List<HeedDecoder> opened = new ArrayList<>();
        for (Candidate candidate : backends.candidates()) {
            if (!(candidate.probe() instanceof Probe.Available)) {
                System.out.println("Not measured: " + candidate);
                continue;
            }
            Backend backend =
                    backends.open(candidate.id(), BackendOptions.defaults().withThreads(threads));
            if (backend.supports(model.spec()) instanceof Support.Unsupported refusal) {
                System.out.println("Not measured: " + candidate.id() + ": " + refusal.reason());
                backend.close();
            } else {
                opened.add(new HeedDecoder(backend, backend.decoder(model.spec(), model.weights())));
            }
        }
        return opened;
    }

    String id() {
        return backend.id();
    }

    /** Rows that each hold {@code past} tokens and have room for some more. */
    DecoderSession filled(int rows, int past, int more) {
        DecoderSession session = decoder.open(SessionOptions.of(rows, past + more));
        session.feed(DecoderInputs.of(tokens(rows, past)));
        return session;
    }

    /** A call that feeds each row some tokens, one after the other, and takes them back. */
    static Runnable steps(DecoderSession session, int rows, int past, int count) {
        DecoderInputs inputs = DecoderInputs.of(tokens(rows, 1));
        return () -> {
            for (int n = 0; n < count; n++) {
                session.feed(inputs);
            }
            for (int row = 0; row < rows; row++) {
                session.truncate(row, past);
            }
        };
    }

    /** A call that feeds a new session of one row. */
    Runnable prefill(int count) {
        DecoderInputs inputs = DecoderInputs.of(tokens(1, count));
        return () -> {
            try (DecoderSession session = decoder.open(SessionOptions.of(1, count))) {
                session.feed(inputs);
            }
        };
    }

    /** The likeliest tokens after a prompt, one after the other. */
    int[] greedy(int[] prompt, int count) {
        int[] found = new int[count];
        try (DecoderSession session = decoder.open(SessionOptions.of(1, prompt.length + count))) {
            Tensor next = Tensor.of(Shape.of(1, prompt.length), prompt);
            for (int i = 0; i < count; i++) {
                found[i] = largest(session.feed(DecoderInputs.of(next)).logits().floats());
                next = Tensor.of(Shape.of(1, 1), new int[] {found[i]});
            }
        }
        return found;
    }

    private static int largest(FloatBuffer logits) {
        int best = 0;
        for (int i = 1; i < logits.remaining(); i++) {
            best = logits.get(i) > logits.get(best) ? i : best;
        }
        return best;
    }

    /** Different ids, the same in each row. */
    static int[] ids(int count) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = 3 + 7919 * i % 31_000;
        }
        return ids;
    }

    private static Tensor tokens(int rows, int count) {
        int[] all = new int[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(ids(count), 0, all, row * count, count);
        }
        return Tensor.of(Shape.of(rows, count), all);
    }

    @Override
    public void close() {
        decoder.close();
        backend.close();
    }
}
