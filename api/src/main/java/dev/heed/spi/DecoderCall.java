package dev.heed.spi;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;

/** One call of a decoder's session whose arguments have been checked (rules TEN-3, DEC-4). */
public final class DecoderCall {
    private static final String NEEDS_MEMORY =
            "memory: expected one entry for each row (this decoder attends to an encoder's output), got none";

    private final DecoderSpec spec;
    private final int rows;
    private final int longest;
    private final int[] counts;
    private final int[] tokens;
    private final boolean allLogits;

    private DecoderCall(DecoderSpec spec, DecoderInputs inputs, int[] counts, int[] tokens) {
        this.spec = spec;
        this.rows = inputs.tokens().shape().dim(0);
        this.longest = inputs.tokens().shape().dim(1);
        this.counts = counts;
        this.tokens = tokens;
        this.allLogits = inputs.allLogits();
    }

    /**
     * Checks what a session is fed.
     *
     * @throws IllegalArgumentException naming the argument, what was expected and what came
     */
    public static DecoderCall check(DecoderSpec spec, DecoderSession session, DecoderInputs inputs) {
        Tensor tokens = inputs.tokens();
        Shape shape = tokens.shape();
        boolean ids = tokens.dtype() == DType.INT32 || tokens.dtype() == DType.INT64;
        if (!ids || shape.rank() != 2 || shape.dim(0) != session.rows()) {
            throw new IllegalArgumentException("tokens: expected INT32 or INT64 [" + session.rows()
                    + ", *] (the session's rows, tokens), got " + tokens);
        }
        int[] counts = counts(inputs, session);
        for (int row = 0; row < counts.length; row++) {
            int free = session.capacity() - session.length(row);
            if (counts[row] > free) {
                throw new IllegalArgumentException("tokens: expected at most " + free + " more for row " + row
                        + " (it holds " + session.length(row) + " of " + session.capacity() + "), got " + counts[row]
                        + "; truncate the row, or open a session with a larger capacity");
            }
        }
        DecoderCall call = new DecoderCall(spec, inputs, counts, ids(spec, inputs, counts));
        if (call.logitsShape().size() > Integer.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException("tokens: expected a call whose logits fit into 2^31 - 1 bytes, got "
                    + call.logitsShape() + "; feed them in several calls, or ask for the last logits only");
        }
        return call;
    }

    private static int[] counts(DecoderInputs inputs, DecoderSession session) {
        int longest = inputs.tokens().shape().dim(1);
        int[] counts = new int[session.rows()];
        if (inputs.counts().isEmpty()) {
            Arrays.fill(counts, longest);
            return counts;
        }
        return AttentionCall.lengths("counts", inputs.counts(), session.rows(), longest, "tokens of the call");
    }

    private static int[] ids(DecoderSpec spec, DecoderInputs inputs, int[] counts) {
        int longest = inputs.tokens().shape().dim(1);
        long[] given = inputs.tokens().toLongArray();
        int[] ids = new int[given.length];
        for (int row = 0; row < counts.length; row++) {
            for (int t = 0; t < counts[row]; t++) {
                long id = given[row * longest + t];
                if (id < 0 || id >= spec.vocabulary()) {
                    throw new IllegalArgumentException("tokens[" + row + ", " + t + "]: expected 0 to "
                            + (spec.vocabulary() - 1) + " (vocabulary), got " + id);
                }
                ids[row * longest + t] = (int) id;
            }
        }
        return ids;
    }

    /**
     * Checks how a session is opened.
     *
     * @throws IllegalArgumentException naming the option, what was expected and what came
     */
    public static void checkOptions(DecoderSpec spec, SessionOptions options) {
        if (options.capacity() > spec.maxLength()) {
            throw new IllegalArgumentException("capacity: expected at most " + spec.maxLength()
                    + " (the learned positions), got " + options.capacity());
        }
        requireAtMost(mostRows(spec), "rows", options.rows(), spec);
        if (options.memory().isPresent()) {
            checkMemory(spec, options.memory().get());
        } else {
            checkJoining(spec, 0, options.rows());
        }
    }

    /** More rows could not even be fed one token: the logits of a call are one tensor. */
    private static int mostRows(DecoderSpec spec) {
        return Integer.MAX_VALUE / Float.BYTES / spec.vocabulary();
    }

    private static void requireAtMost(int most, String name, int count, DecoderSpec spec) {
        if (count > most) {
            throw new IllegalArgumentException(name + ": expected at most " + most + " (the logits of a call, [rows, "
                    + spec.vocabulary() + "], fit into 2^31 - 1 bytes), got " + count + "; open several sessions");
        }
    }

    /**
     * Checks a memory against the spec.
     *
     * @throws IllegalArgumentException naming what was expected and what came
     */
    public static void checkMemory(DecoderSpec spec, Memory memory) {
        if (spec.memoryWidth().isEmpty()) {
            throw new IllegalArgumentException(
                    "memory: expected none (this decoder attends to no memory), got " + memory.states());
        }
        int width = spec.memoryWidth().getAsInt();
        if (memory.states().shape().dim(2) != width) {
            throw new IllegalArgumentException("memory: expected states [rows, length, " + width
                    + "] (the spec's memoryWidth), got " + memory.states());
        }
    }

    /**
     * Checks that rows are there.
     *
     * @param count how many rows the session has
     * @throws IllegalArgumentException naming the first that is not
     */
    public static void checkRows(int count, int... rows) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || rows[i] >= count) {
                String expected = count == 0
                        ? "none (the session has no rows)"
                        : "0 to " + (count - 1) + " (the session has " + count + " rows)";
                throw new IllegalArgumentException(
                        (rows.length == 1 ? "row" : "rows[" + i + "]") + ": expected " + expected + ", got " + rows[i]);
            }
        }
    }

    /**
     * Checks a truncation.
     *
     * @param held how many tokens the row holds
     * @throws IllegalArgumentException if that is fewer than the length, or the length is negative
     */
    public static void checkTruncation(int row, int held, int length) {
        if (length < 0 || length > held) {
            throw new IllegalArgumentException(
                    "length: expected 0 to " + held + " (what row " + row + " holds), got " + length);
        }
    }

    /**
     * Checks that so many rows without a memory may join.
     *
     * @param held how many rows the session has
     * @throws IllegalArgumentException if the count is negative, or so large that the logits of a call would not fit
     *     into a tensor, or the decoder's rows attend to a memory
     */
    public static void checkJoining(DecoderSpec spec, int held, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count: expected 0 or more, got " + count);
        }
        requireAtMost(Math.max(0, mostRows(spec) - held), "count", count, spec);
        if (count > 0 && spec.memoryWidth().isPresent()) {
            throw new IllegalArgumentException(NEEDS_MEMORY);
        }
    }

    /** What is computed. */
    public DecoderSpec spec() {
        return spec;
    }

    /** How many rows the session has. */
    public int rows() {
        return rows;
    }

    /** T, the length of the padded tokens. */
    public int longest() {
        return longest;
    }

    /** How many tokens a row is fed. */
    public int count(int row) {
        return counts[row];
    }

    /** The t-th token that a row is fed. */
    public int token(int row, int t) {
        return tokens[row * longest + t];
    }

    /** The tokens that a row is fed. */
    public int[] tokens(int row) {
        return Arrays.copyOfRange(tokens, row * longest, row * longest + counts[row]);
    }

    /** Whether the logits after every token are asked for. */
    public boolean allLogits() {
        return allLogits;
    }

    /** The shape of the logits: [rows, vocabulary] or [rows, T, vocabulary]. */
    public Shape logitsShape() {
        return allLogits ? Shape.of(rows, longest, spec.vocabulary()) : Shape.of(rows, spec.vocabulary());
    }
}
