package dev.heed.models;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** A known model in ONNX Runtime: an oracle that nobody here wrote. */
final class OnnxRuntimeModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxRuntimeModel(KnownModel model) throws IOException, OrtException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/" + model.weightsResource()))) {
            session = environment.createSession(in.readAllBytes());
        }
    }

    /** The last hidden states, [batch][length][width], of token ids padded with 0. */
    float[][][] states(int[][] sequences) throws OrtException {
        int longest = Arrays.stream(sequences).mapToInt(ids -> ids.length).max().orElse(0);
        long[][] ids = new long[sequences.length][longest];
        long[][] mask = new long[sequences.length][longest];
        for (int row = 0; row < sequences.length; row++) {
            for (int i = 0; i < sequences[row].length; i++) {
                ids[row][i] = sequences[row][i];
                mask[row][i] = 1;
            }
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
                OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
                OnnxTensor segments = OnnxTensor.createTensor(environment, new long[sequences.length][longest]);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", input, "attention_mask", attention, "token_type_ids", segments))) {
            return (float[][][]) result.get(0).getValue();
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
