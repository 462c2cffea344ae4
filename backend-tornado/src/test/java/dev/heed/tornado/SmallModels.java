package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** An encoder and a decoder whose weights are drawn from a seed, and what to feed them. */
final class SmallModels {
    static final TransformerSpec ENCODER = TransformerSpec.builder(1, 16, 2, 32).build();
    static final DecoderSpec DECODER = DecoderSpec.builder(TransformerSpec.builder(1, 16, 2, 32)
                    .embeddings(new Embeddings(20, 0, false, 1))
                    .build())
            .build();

    private SmallModels() {}

    private static Map<String, Tensor> weights(Map<String, Shape> shapes) {
        Random random = new Random(7);
        Map<String, Tensor> weights = new HashMap<>();
        shapes.forEach((name, shape) -> weights.put(name, random(shape, random)));
        return weights;
    }

    static Tensor random(Shape shape, Random random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return Tensor.of(shape, values);
    }

    static Encoder encoder(Backend backend) {
        return backend.encoder(ENCODER, weights(ENCODER.weightShapes()));
    }

    static float[] encode(Encoder encoder) {
        return encode(encoder, 5);
    }

    static float[] encode(Encoder encoder, int length) {
        EncoderInputs inputs = EncoderInputs.of(random(Shape.of(2, length, 16), new Random(3)));
        return encoder.encode(inputs).states().toFloatArray();
    }

    static Decoder decoder(Backend backend) {
        return backend.decoder(DECODER, weights(DECODER.weightShapes()));
    }

    /** Opens a backend, an encoder, a decoder and a session, and closes them after a call of each and what else is done. */
    static void openUseAndClose(Consumer<Backend> more) {
        try (Backend backend = TestedBackend.open();
                Encoder encoder = encoder(backend);
                Decoder decoder = decoder(backend);
                DecoderSession session = session(decoder, 1)) {
            encode(encoder);
            feed(session, 1, 4);
            more.accept(backend);
        }
    }

    /** A session of so many rows. */
    static DecoderSession session(Decoder decoder, int rows) {
        return decoder.open(SessionOptions.of(rows, 100));
    }

    /** Feeds each row one token. */
    static float[] feed(DecoderSession session, int rows, int token) {
        int[] tokens = new int[rows];
        Arrays.fill(tokens, token);
        return session.feed(DecoderInputs.of(Tensor.of(Shape.of(rows, 1), tokens)))
                .logits()
                .toFloatArray();
    }
}
