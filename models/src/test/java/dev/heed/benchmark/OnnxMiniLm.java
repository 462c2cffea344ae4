package dev.heed.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToLongFunction;

/** MiniLM on ONNX Runtime, all optimisations on, from ids in Java to states in Java. */
final class OnnxMiniLm implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    private OnnxMiniLm(OrtSession session) {
        this.session = session;
    }

    static OnnxMiniLm open(int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return new OnnxMiniLm(OrtEnvironment.getEnvironment().createSession(model(), options));
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] model() {
        try (InputStream in = Objects.requireNonNull(OnnxMiniLm.class.getResourceAsStream("/all-minilm-l6-v2.onnx"))) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String version() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    /** The last hidden states [batch, length, 384], in Java's memory, as Heed's are. */
    FloatBuffer states(TokenBatch batch) {
        try (OnnxTensor ids = tensor(batch, index -> batch.ids()[index]);
                OnnxTensor mask = tensor(batch, index -> batch.isToken(index) ? 1 : 0);
                OnnxTensor segments = tensor(batch, index -> 0);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", segments))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer();
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private OnnxTensor tensor(TokenBatch batch, IntToLongFunction value) throws OrtException {
        int size = batch.batch() * batch.length();
        LongBuffer values = ByteBuffer.allocateDirect(size * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        for (int index = 0; index < size; index++) {
            values.put(index, value.applyAsLong(index));
        }
        return OnnxTensor.createTensor(environment, values, new long[] {batch.batch(), batch.length()});
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
