package dev.heed.tornado;

import dev.heed.Backend;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Work for kernels that count, with the kernels of GPUs. {@link CountingLoader} loads it too, so it is called by
 * reflection. All weights are 0: then all scores are alike, and no operation depends on a number.
 */
public final class CountedWork {
    private CountedWork() {}

    /** An encoder like BERT, of full sequences of which no two tokens are the same. */
    public static void encoder(int batch, int length, int layers, int width, int heads, int feedForwardWidth) {
        TransformerSpec spec = TransformerSpec.builder(layers, width, heads, feedForwardWidth)
                .embeddings(new Embeddings(batch * length, 2, true, 1))
                .positions(new Positions.Learned(length, 0))
                .build();
        try (Backend backend = TestedBackend.open(KernelChoice.TILES);
                Encoder encoder = backend.encoder(spec, zeros(spec.weightShapes()))) {
            encoder.encode(EncoderInputs.of(ids(batch, length)));
        }
    }

    /** The token of a decoder like Llama that comes behind so many others; those are not counted. */
    public static void token(
            int held, int layers, int width, int heads, int keyValueHeads, int feedForwardWidth, int vocabulary) {
        TransformerSpec body = TransformerSpec.builder(layers, width, heads, feedForwardWidth)
                .keyValueHeads(keyValueHeads)
                .activation(Activation.SWIGLU)
                .norm(Norm.rmsNorm(1e-5))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .positions(new Positions.Rotary(new Rope(Rope.Pairing.HALF, 10_000, width / heads)))
                .embeddings(new Embeddings(vocabulary, 0, false, 1))
                .build();
        DecoderSpec spec = DecoderSpec.builder(body).head(OutputHead.OWN).build();
        try (Backend backend = TestedBackend.open(KernelChoice.TILES);
                Decoder decoder = backend.decoder(spec, zeros(spec.weightShapes()));
                DecoderSession session = decoder.open(SessionOptions.of(1, held + 1))) {
            session.feed(DecoderInputs.of(ids(1, held)));
            KernelCounts.clear();
            session.feed(DecoderInputs.of(ids(1, 1)));
        }
    }

    /** An attention whose weights are returned, of cosine scores under rotary positions, or of bilinear scores. */
    public static void attention(
            int batch, int heads, int keyValueHeads, int queries, int keys, int width, boolean cosine) {
        AttentionSpec.Builder builder =
                AttentionSpec.builder(heads, width).keyValueHeads(keyValueHeads).returnWeights(true);
        AttentionSpec spec = cosine
                ? builder.score(new Score.Cosine())
                        .rope(new Rope(Rope.Pairing.INTERLEAVED, 10_000, width))
                        .build()
                : builder.score(new Score.Bilinear()).build();
        Tensor query = Tensor.zeros(DType.FLOAT32, Shape.of(batch, heads, queries, width));
        Tensor key = Tensor.zeros(DType.FLOAT32, Shape.of(batch, keyValueHeads, keys, width));
        try (Backend backend = TestedBackend.open(KernelChoice.TILES)) {
            backend.attention(spec, zeros(spec.weightShapes())).apply(AttentionInputs.of(query, key, key));
        }
    }

    private static Map<String, Tensor> zeros(Map<String, Shape> shapes) {
        return shapes.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> Tensor.zeros(DType.FLOAT32, each.getValue())));
    }

    private static Tensor ids(int batch, int length) {
        int[] ids = new int[batch * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
        }
        return Tensor.of(Shape.of(batch, length), ids);
    }
}
