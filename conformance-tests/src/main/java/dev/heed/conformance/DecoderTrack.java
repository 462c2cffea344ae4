package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderOutput;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A session, and beside it what each of its rows ought to hold: whatever the session returns is compared with what the
 * oracle computes for the row alone, from its first token on.
 */
final class DecoderTrack implements AutoCloseable {
    private final CaseRun run;
    private final DecoderCheck check;
    private final DecoderSession session;
    private final Draw draw;
    private final List<OracleRow> rows;
    private int calls;

    private DecoderTrack(CaseRun run, DecoderCheck check, DecoderSession session, Draw draw, List<OracleRow> rows) {
        this.run = run;
        this.check = check;
        this.session = session;
        this.draw = draw;
        this.rows = new ArrayList<>(rows);
        requireState();
    }

    /** Opens a session of so many rows, with drawn memories where the decoder has one. */
    static DecoderTrack open(CaseRun run, DecoderCheck check, Decoder decoder, Draw draw, int rows, int capacity) {
        return open(run, check, decoder, draw, check.options(draw, rows, capacity));
    }

    /** Opens a session. */
    static DecoderTrack open(CaseRun run, DecoderCheck check, Decoder decoder, Draw draw, SessionOptions options) {
        List<OracleRow> rows = options.memory()
                .map(OracleRow::of)
                .orElseGet(() -> Collections.nCopies(options.rows(), OracleRow.empty()));
        return new DecoderTrack(run, check, decoder.open(options), draw, rows);
    }

    /** Another session of the same decoder. */
    DecoderTrack another(Decoder decoder, int rowCount, int capacity) {
        return another(decoder, draw, rowCount, capacity);
    }

    /** Another session of the same decoder, which draws its tokens elsewhere. */
    DecoderTrack another(Decoder decoder, Draw own, int rowCount, int capacity) {
        return open(run, check, decoder, own, rowCount, capacity);
    }

    DecoderSession session() {
        return session;
    }

    DecoderCheck check() {
        return check;
    }

    CaseRun run() {
        return run;
    }

    /** What the rows ought to hold. */
    List<OracleRow> rows() {
        return List.copyOf(rows);
    }

    /** So many drawn tokens for each row. */
    int[][] tokens(int... counts) {
        int[][] tokens = new int[counts.length][];
        for (int row = 0; row < counts.length; row++) {
            tokens[row] = draw.below(check.spec().vocabulary(), counts[row]);
        }
        return tokens;
    }

    /** Feeds drawn tokens, so many to each row. */
    Tensor feed(int... counts) {
        return feedTokens(tokens(counts));
    }

    /** Feeds tokens to each row; asks for all logits every other time. Returns the logits. */
    Tensor feedTokens(int[]... tokens) {
        DecoderInputs inputs = inputs(tokens);
        return feed(calls++ % 2 == 0 ? inputs.withAllLogits() : inputs);
    }

    /** Tokens of several lengths as inputs; what stands past a row's count is no token. */
    static DecoderInputs inputs(int[]... tokens) {
        int longest = Arrays.stream(tokens).mapToInt(each -> each.length).max().orElse(0);
        int[] padded = new int[tokens.length * longest];
        Arrays.fill(padded, Integer.MIN_VALUE);
        for (int row = 0; row < tokens.length; row++) {
            System.arraycopy(tokens[row], 0, padded, row * longest, tokens[row].length);
        }
        int[] counts = Arrays.stream(tokens).mapToInt(each -> each.length).toArray();
        return DecoderInputs.of(Tensor.of(Shape.of(tokens.length, longest), padded))
                .withCounts(counts);
    }

    /** Feeds these inputs and compares what comes out. */
    Tensor feed(DecoderInputs inputs) {
        DecoderOutput output = session.feed(inputs);
        int longest = inputs.tokens().shape().dim(1);
        List<Integer> counts = inputs.counts().isEmpty() ? Collections.nCopies(rows.size(), longest) : inputs.counts();
        List<Integer> before = rows.stream().map(OracleRow::length).toList();
        take(inputs, counts);
        String what = "logits of rows that held " + before + " and were fed " + counts + ":";
        compare(what, inputs, counts, output.logits());
        run.require(
                output.execution().backend().equals(run.backend().id())
                        && output.execution().precision() == check.spec().weightPrecision(),
                "SPI-5: the result says what ran, got " + output.execution());
        requireState();
        return output.logits();
    }

    /** Feeds drawn tokens and does not look at what comes out. */
    void fill(int... counts) {
        DecoderInputs inputs = inputs(tokens(counts));
        session.feed(inputs);
        take(inputs, inputs.counts());
        requireState();
    }

    private void take(DecoderInputs inputs, List<Integer> counts) {
        int longest = inputs.tokens().shape().dim(1);
        long[] ids = inputs.tokens().toLongArray();
        for (int row = 0; row < rows.size(); row++) {
            for (int t = 0; t < counts.get(row); t++) {
                rows.set(row, rows.get(row).plus((int) ids[row * longest + t]));
            }
        }
    }

    /** Compares logits of every token, or of each row's last alone. */
    private void compare(String what, DecoderInputs inputs, List<Integer> counts, Tensor logits) {
        int vocabulary = check.spec().vocabulary();
        int slots = inputs.allLogits() ? inputs.tokens().shape().dim(1) : 1;
        Shape shape = inputs.allLogits() ? Shape.of(rows.size(), slots, vocabulary) : Shape.of(rows.size(), vocabulary);
        Reals expected = Reals.zeros(shape);
        boolean[] fed = new boolean[expected.values().length];
        int tokens = 0;
        int memory = 0;
        for (int row = 0; row < rows.size(); row++) {
            int given = Math.min(slots, counts.get(row));
            double[][] ofRow = given == 0 ? new double[0][] : check.expected(rows.get(row));
            int from = row * slots * vocabulary;
            for (int t = 0; t < given; t++) {
                double[] one = ofRow[rows.get(row).length() - given + t];
                System.arraycopy(one, 0, expected.values(), from + t * vocabulary, vocabulary);
            }
            Arrays.fill(fed, from, from + given * vocabulary, true);
            tokens = Math.max(tokens, rows.get(row).length());
            memory = Math.max(memory, rows.get(row).memory().length);
        }
        run.requireClose(what, expected, logits, check.tolerance(tokens, memory));
        float[] actual = logits.toFloatArray();
        for (int i = 0; i < fed.length; i++) {
            run.require(fed[i] || actual[i] == 0, what + " expected 0 where nothing was fed, got " + actual[i]);
        }
    }

    void truncate(int row, int length) {
        session.truncate(row, length);
        rows.set(row, rows.get(row).cut(length));
        requireState();
    }

    void reorder(int... order) {
        session.reorder(order);
        List<OracleRow> before = rows();
        rows.clear();
        for (int row : order) {
            rows.add(before.get(row));
        }
        requireState();
    }

    void join(int count) {
        session.join(count);
        rows.addAll(Collections.nCopies(count, OracleRow.empty()));
        requireState();
    }

    void join(Memory memory) {
        session.join(memory);
        rows.addAll(OracleRow.of(memory));
        requireState();
    }

    /** So many empty rows join, with drawn memories where the decoder has one. */
    void joinAny(int count) {
        if (check.spec().memoryWidth().isPresent()) {
            join(check.options(draw, count, 1).memory().orElseThrow());
        } else {
            join(count);
        }
    }

    DecoderTrack fork() {
        return new DecoderTrack(run, check, session.fork(), draw, rows);
    }

    /** Requires that the session says of its rows what they are. */
    void requireState() {
        run.require(session.rows() == rows.size(), "rows: expected " + rows.size() + ", got " + session.rows());
        for (int row = 0; row < rows.size(); row++) {
            int expected = rows.get(row).length();
            run.require(
                    session.length(row) == expected,
                    "length of row " + row + ": expected " + expected + ", got " + session.length(row));
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
