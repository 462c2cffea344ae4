package dev.heed.spi;

import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** One call of a Transformer encoder whose arguments have been checked (rule TEN-3). */
public final class EncoderCall {
    private final TransformerSpec spec;
    private final EncoderInputs inputs;
    private final int batch;
    private final int length;
    private final int[] lengths;
    private final int[] tokens;
    private final int[] segments;

    private EncoderCall(TransformerSpec spec, EncoderInputs inputs, int batch, int length, int[] lengths) {
        this.spec = spec;
        this.inputs = inputs;
        this.batch = batch;
        this.length = length;
        this.lengths = lengths;
        this.tokens = spec.embeddings()
                .map(embeddings -> ids("input", inputs.input(), embeddings.vocabulary(), "vocabulary"))
                .orElseGet(() -> new int[0]);
        int known = spec.embeddings().map(embeddings -> embeddings.segments()).orElse(0);
        this.segments = known == 0 ? new int[0] : segments(inputs.segments(), known);
    }

    /**
     * Checks the inputs against the spec.
     *
     * @throws IllegalArgumentException naming the argument, what was expected and what came
     */
    public static EncoderCall check(TransformerSpec spec, EncoderInputs inputs) {
        Shape shape = inputs.input().shape();
        boolean fits;
        String expected;
        if (spec.embeddings().isPresent()) {
            fits = shape.rank() == 2 && isIds(inputs.input());
            expected = "INT32 or INT64 [*, *] (batch, length)";
        } else {
            fits = shape.rank() == 3
                    && shape.dim(2) == spec.width()
                    && inputs.input().dtype() == DType.FLOAT32;
            expected = "FLOAT32 [*, *, " + spec.width() + "] (batch, length, width)";
        }
        if (!fits) {
            throw new IllegalArgumentException("input: expected " + expected + ", got " + inputs.input());
        }
        int batch = shape.dim(0);
        int length = shape.dim(1);
        int[] lengths;
        if (inputs.lengths().isEmpty()) {
            lengths = new int[batch];
            Arrays.fill(lengths, length);
        } else {
            lengths = AttentionCall.lengths("lengths", inputs.lengths(), batch, length, "length of the batch");
        }
        if (spec.positions() instanceof Positions.Learned learned) {
            requirePositions(lengths, learned.maxLength());
        }
        int known = spec.embeddings().map(embeddings -> embeddings.segments()).orElse(0);
        if (inputs.segments().isPresent() && known == 0) {
            throw new IllegalArgumentException("segments: expected none (this encoder knows no segments), got "
                    + inputs.segments().get());
        }
        return new EncoderCall(spec, inputs, batch, length, lengths);
    }

    private static void requirePositions(int[] lengths, int most) {
        for (int b = 0; b < lengths.length; b++) {
            if (lengths[b] > most) {
                throw new IllegalArgumentException("lengths[" + b + "]: expected at most " + most
                        + " (the learned positions), got " + lengths[b] + "; truncate the sequence");
            }
        }
    }

    private static boolean isIds(Tensor tensor) {
        return tensor.dtype() == DType.INT32 || tensor.dtype() == DType.INT64;
    }

    private int[] segments(Optional<Tensor> given, int known) {
        if (given.isEmpty()) {
            return new int[batch * length];
        }
        Tensor tensor = given.get();
        if (!isIds(tensor) || !tensor.shape().equals(Shape.of(batch, length))) {
            throw new IllegalArgumentException(
                    "segments: expected INT32 or INT64 [" + batch + ", " + length + "] (as input), got " + tensor);
        }
        return ids("segments", tensor, known, "segments");
    }

    private int[] ids(String argument, Tensor tensor, int known, String ofWhat) {
        long[] given = tensor.toLongArray();
        int[] ids = new int[given.length];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                long id = given[b * length + t];
                if (id < 0 || id >= known) {
                    throw new IllegalArgumentException(argument + "[" + b + ", " + t + "]: expected 0 to " + (known - 1)
                            + " (" + ofWhat + "), got " + id);
                }
                ids[b * length + t] = (int) id;
            }
        }
        return ids;
    }

    /** What is computed. */
    public TransformerSpec spec() {
        return spec;
    }

    /** The data as it was given. */
    public EncoderInputs inputs() {
        return inputs;
    }

    /** B. */
    public int batch() {
        return batch;
    }

    /** T, the length of the padded batch. */
    public int length() {
        return length;
    }

    /** How many tokens sequence b has. */
    public int length(int b) {
        return lengths[b];
    }

    /** Whether no sequence is padded. */
    public boolean unpadded() {
        return Arrays.stream(lengths).allMatch(each -> each == length);
    }

    /** The token ids [B, T], 0 at padding; empty for an encoder of features. Not to be written to. */
    public int[] tokens() {
        return tokens;
    }

    /** The segment ids [B, T], 0 at padding; empty for an encoder without segments. Not to be written to. */
    public int[] segments() {
        return segments;
    }

    /** The shape of the states: [B, T, width]. */
    public Shape statesShape() {
        return Shape.of(batch, length, spec.width());
    }

    /** The shape of one layer's attention weights: [B, heads, T, T]. */
    public Shape weightsShape() {
        return Shape.of(batch, spec.heads(), length, length);
    }
}
