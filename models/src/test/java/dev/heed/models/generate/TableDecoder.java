package dev.heed.models.generate;

import dev.heed.Device;
import dev.heed.Execution;
import dev.heed.Precision;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.DecoderCall;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A decoder whose logits are any function of a row's tokens; it counts its open sessions and its calls,
 * and how much comes at once. */
final class TableDecoder implements Decoder {
    private final DecoderSpec spec;
    private final Function<List<Integer>, float[]> logits;
    private int open;
    private int calls;
    private int failingCall = -1;
    private int mostRows;
    private int mostTokens;
    private boolean closed;

    TableDecoder(int vocabulary, Function<List<Integer>, float[]> logits) {
        TransformerSpec body = TransformerSpec.builder(1, 2, 1, 2)
                .embeddings(new Embeddings(vocabulary, 0, false, 1))
                .build();
        this.spec = DecoderSpec.builder(body).build();
        this.logits = logits;
    }

    /** The n-th call from now on throws. */
    TableDecoder failingAtCall(int n) {
        failingCall = calls + n;
        return this;
    }

    int openSessions() {
        return open;
    }

    int calls() {
        return calls;
    }

    /** The rows of the widest call. */
    int mostRows() {
        return mostRows;
    }

    /** The tokens of the largest call. */
    int mostTokens() {
        return mostTokens;
    }

    float[] logits(List<Integer> tokens) {
        return logits.apply(tokens);
    }

    @Override
    public DecoderSpec spec() {
        return spec;
    }

    @Override
    public DecoderSession open(SessionOptions options) {
        if (closed) {
            throw new IllegalStateException("decoder 'table' is closed.");
        }
        DecoderCall.checkOptions(spec, options);
        List<List<Integer>> rows = new ArrayList<>();
        for (int row = 0; row < options.rows(); row++) {
            rows.add(List.of());
        }
        open++;
        return new Session(options.capacity(), rows);
    }

    @Override
    public int pageTokens() {
        return 1;
    }

    @Override
    public long cacheBytes() {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Session implements DecoderSession {
        private final int capacity;
        private List<List<Integer>> rows;
        private boolean closed;

        private Session(int capacity, List<List<Integer>> rows) {
            this.capacity = capacity;
            this.rows = rows;
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("decoder session of 'table' is closed.");
            }
        }

        @Override
        public int rows() {
            requireOpen();
            return rows.size();
        }

        @Override
        public int length(int row) {
            requireOpen();
            return rows.get(row).size();
        }

        @Override
        public int capacity() {
            requireOpen();
            return capacity;
        }

        @Override
        public DecoderOutput feed(DecoderInputs inputs) {
            requireOpen();
            if (++calls == failingCall) {
                throw new IllegalStateException("out of luck");
            }
            DecoderCall call = DecoderCall.check(spec, this, inputs);
            mostRows = Math.max(mostRows, rows.size());
            mostTokens = Math.max(
                    mostTokens, IntStream.range(0, rows.size()).map(call::count).sum());
            List<List<Integer>> after = new ArrayList<>();
            float[] all = new float[(int) call.logitsShape().size()];
            int vocabulary = spec.vocabulary();
            for (int row = 0; row < rows.size(); row++) {
                List<Integer> tokens = new ArrayList<>(rows.get(row));
                for (int t = 0; t < call.count(row); t++) {
                    tokens.add(call.token(row, t));
                    boolean last = t == call.count(row) - 1;
                    int at = call.allLogits() ? row * call.longest() + t : row;
                    if (call.allLogits() || last) {
                        System.arraycopy(logits.apply(tokens), 0, all, at * vocabulary, vocabulary);
                    }
                }
                after.add(List.copyOf(tokens));
            }
            rows = after;
            return new DecoderOutput(
                    Tensor.of(call.logitsShape(), all),
                    new Execution("table", new Device("cpu", "test"), Precision.FLOAT32));
        }

        @Override
        public void truncate(int row, int length) {
            requireOpen();
            DecoderCall.checkTruncation(row, length(row), length);
            rows.set(row, List.copyOf(rows.get(row).subList(0, length)));
        }

        @Override
        public void reorder(int... order) {
            requireOpen();
            DecoderCall.checkRows(rows.size(), order);
            List<List<Integer>> now = new ArrayList<>();
            for (int row : order) {
                now.add(rows.get(row));
            }
            rows = now;
        }

        @Override
        public void join(int count) {
            requireOpen();
            DecoderCall.checkJoining(spec, rows.size(), count);
            rows = new ArrayList<>(rows);
            rows.addAll(Collections.nCopies(count, List.of()));
        }

        @Override
        public void join(Memory memory) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DecoderSession fork() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long cacheBytes() {
            return 0;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
