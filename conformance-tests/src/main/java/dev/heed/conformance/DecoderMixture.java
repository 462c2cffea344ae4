package dev.heed.conformance;

import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.RopeScaling;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.DecoderSpecBuilder;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Draws a decoder of parts that no known architecture has together. */
record DecoderMixture(Draw draw) {
    DecoderSpec spec() {
        TransformerSpec body = body();
        DecoderSpecBuilder spec = DecoderSpec.builder(body)
                .head(new OutputHead(
                        chance(),
                        chance(),
                        draw.oneOf(1.0, 0.4),
                        draw.oneOf(OptionalDouble.empty(), OptionalDouble.of(3))))
                .windows(IntStream.range(0, body.layers())
                        .mapToObj(layer -> draw.oneOf(Mask.UNBOUNDED, Mask.UNBOUNDED, 0, 2, 6))
                        .toList())
                .outputNorms(body.placement() == NormPlacement.PRE && chance());
        if (chance()) {
            spec.memoryWidth(draw.between(1, 30));
        }
        if (chance()) {
            spec.queryKeyNorm(draw.oneOf(Norm.rmsNorm(1e-6), Norm.layerNorm(1e-2)));
        }
        return spec.build();
    }

    private TransformerSpec body() {
        int groups = draw.between(1, 3);
        int heads = groups * draw.between(1, 3);
        int headWidth = 2 * draw.between(2, 7);
        Rope rope = new Rope(
                draw.oneOf(Rope.Pairing.values()),
                draw.oneOf(10_000.0, 50.0),
                draw.oneOf(headWidth, 2, 4),
                draw.oneOf(new RopeScaling.None(), new RopeScaling.Linear(2.5), new RopeScaling.Llama3(4, 1, 3, 64)));
        TransformerSpecBuilder body = TransformerSpec.builder(
                        draw.between(1, 3), draw.between(2, 40), heads, draw.between(1, 50))
                .keyValueHeads(groups)
                .headWidth(headWidth)
                .activation(draw.oneOf(Activation.values()))
                .norm(draw.oneOf(Norm.layerNorm(1e-5), Norm.rmsNorm(1e-5)))
                .placement(draw.oneOf(NormPlacement.values()))
                .finalNorm(chance())
                .positions(draw.oneOf(
                        new Positions.None(),
                        new Positions.Sinusoidal(),
                        new Positions.Learned(70, 3),
                        new Positions.Rotary(rope),
                        new Positions.Rotary(rope),
                        new Positions.Biased(Bias.alibi(heads)),
                        new Positions.Biased(new Bias.RelativeBuckets(6, 12, false))))
                .embeddings(new Embeddings(draw.between(2, 40), 0, chance(), draw.oneOf(1.0, 3.0)))
                .biases(draw.oneOf(Biases.ALL, Biases.NONE, new Biases(true, false, false)));
        if (chance()) {
            body.softCap(2);
        }
        return body.build();
    }

    private boolean chance() {
        return draw.between(0, 1) == 1;
    }
}
