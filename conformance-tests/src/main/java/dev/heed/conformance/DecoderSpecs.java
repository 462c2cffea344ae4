package dev.heed.conformance;

import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.RopeScaling;
import dev.heed.attention.Score;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Activation;
import dev.heed.encoder.Biases;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.encoder.TransformerSpecBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Small decoders, each with what makes an architecture its own. */
final class DecoderSpecs {
    /** How many tokens they know. */
    static final int VOCABULARY = 19;

    private static final Embeddings PLAIN = new Embeddings(VOCABULARY, 0, false, 1);
    private static final Embeddings SCALED = new Embeddings(VOCABULARY, 0, false, Math.sqrt(24));
    private static final Embeddings NORMALISED = new Embeddings(VOCABULARY, 0, true, 1);

    static final DecoderSpec LLAMA =
            DecoderSpec.builder(llama().build()).head(OutputHead.OWN).build();
    static final DecoderSpec GPT2 = DecoderSpec.builder(gpt2().build()).build();
    static final DecoderSpec QWEN3 = DecoderSpec.builder(llama().headWidth(10)
                    .positions(rotary(Rope.Pairing.HALF, 10, new RopeScaling.None()))
                    .build())
            .queryKeyNorm(Norm.rmsNorm(1e-6))
            .build();
    static final DecoderSpec GEMMA2 = gemma2();
    static final DecoderSpec T5 = t5(Activation.RELU);
    static final DecoderSpec MARIAN = DecoderSpec.builder(TransformerSpec.builder(2, 24, 4, 40)
                    .activation(Activation.SILU)
                    .norm(Norm.layerNorm(1e-5))
                    .positions(new Positions.Sinusoidal())
                    .embeddings(SCALED)
                    .build())
            .memoryWidth(14)
            .head(new OutputHead(true, true, 1, OptionalDouble.empty()))
            .build();

    /** As small as one that knows where its tokens stand can be: for what is long. */
    static final DecoderSpec TINY = DecoderSpec.builder(TransformerSpec.builder(1, 4, 1, 4)
                    .placement(NormPlacement.PRE)
                    .positions(rotary(Rope.Pairing.HALF, 4, new RopeScaling.None()))
                    .embeddings(new Embeddings(7, 0, false, 1))
                    .biases(Biases.NONE)
                    .build())
            .build();

    private DecoderSpecs() {}

    private static TransformerSpecBuilder llama() {
        return llama(2, 24, 4, 40, VOCABULARY).keyValueHeads(2);
    }

    private static TransformerSpecBuilder llama(
            int layers, int width, int heads, int feedForwardWidth, int vocabulary) {
        return TransformerSpec.builder(layers, width, heads, feedForwardWidth)
                .activation(Activation.SWIGLU)
                .norm(Norm.rmsNorm(1e-5))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .biases(Biases.NONE)
                .positions(rotary(Rope.Pairing.HALF, width / heads, new RopeScaling.None()))
                .embeddings(new Embeddings(vocabulary, 0, false, 1));
    }

    private static TransformerSpecBuilder gpt2() {
        return TransformerSpec.builder(2, 24, 4, 40)
                .activation(Activation.GELU_TANH)
                .norm(Norm.layerNorm(1e-5))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .positions(new Positions.Learned(64, 0))
                .embeddings(PLAIN);
    }

    private static Positions rotary(Rope.Pairing pairing, int width, RopeScaling scaling) {
        return new Positions.Rotary(new Rope(pairing, 10_000, width, scaling));
    }

    private static DecoderSpec gemma2() {
        TransformerSpec body = TransformerSpec.builder(4, 24, 4, 40)
                .keyValueHeads(2)
                .headWidth(8)
                .activation(Activation.GEGLU_TANH)
                .norm(Norm.rmsNorm(1e-6))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .biases(Biases.NONE)
                .positions(rotary(Rope.Pairing.HALF, 8, new RopeScaling.None()))
                .embeddings(SCALED)
                .scale(0.3)
                .softCap(1.5)
                .build();
        return DecoderSpec.builder(body)
                .outputNorms(true)
                .windows(List.of(3, Mask.UNBOUNDED, 3, Mask.UNBOUNDED))
                .head(new OutputHead(true, false, 1, OptionalDouble.of(2)))
                .build();
    }

    private static DecoderSpec t5(Activation activation) {
        TransformerSpec body = TransformerSpec.builder(2, 24, 4, 40)
                .activation(activation)
                .norm(Norm.rmsNorm(1e-6))
                .placement(NormPlacement.PRE)
                .finalNorm(true)
                .biases(Biases.NONE)
                .score(new Score.Dot())
                .positions(new Positions.Biased(new Bias.RelativeBuckets(8, 16, false)))
                .embeddings(PLAIN)
                .build();
        return DecoderSpec.builder(body)
                .memoryWidth(24)
                .head(new OutputHead(true, false, 1 / Math.sqrt(24), OptionalDouble.empty()))
                .build();
    }

    /** All of them by name. */
    static Map<String, DecoderSpec> all() {
        Map<String, DecoderSpec> specs = new LinkedHashMap<>();
        specs.put("llama", LLAMA);
        specs.put("gpt2", GPT2);
        specs.put("qwen3", QWEN3);
        specs.put("gemma2", GEMMA2);
        specs.put("t5", T5);
        specs.put("marian", MARIAN);
        specs.put("tiny", TINY);
        rotations(specs);
        positions(specs);
        heads(specs);
        memories(specs);
        sizes(specs);
        return specs;
    }

    /** Some of them. */
    static Map<String, DecoderSpec> named(String... names) {
        Map<String, DecoderSpec> specs = all();
        specs.keySet().retainAll(List.of(names));
        return specs;
    }

    private static void rotations(Map<String, DecoderSpec> specs) {
        Map<String, Positions> rotations = new LinkedHashMap<>();
        rotations.put("interleaved", rotary(Rope.Pairing.INTERLEAVED, 6, new RopeScaling.None()));
        rotations.put("partial", rotary(Rope.Pairing.HALF, 4, new RopeScaling.None()));
        rotations.put("partial-interleaved", rotary(Rope.Pairing.INTERLEAVED, 2, new RopeScaling.None()));
        rotations.put("llama3-scaling", rotary(Rope.Pairing.HALF, 6, new RopeScaling.Llama3(8, 1, 4, 90)));
        rotations.put("linear-scaling", rotary(Rope.Pairing.HALF, 6, new RopeScaling.Linear(4)));
        rotations.put("scaling-by-pair", rotary(Rope.Pairing.HALF, 6, new RopeScaling.ByPair(List.of(1.0, 2.5, 40.0))));
        rotations.forEach((name, each) -> specs.put(
                "llama-" + name,
                DecoderSpec.builder(llama().positions(each).build())
                        .head(OutputHead.OWN)
                        .build()));
    }

    private static void positions(Map<String, DecoderSpec> specs) {
        specs.put(
                "opt",
                DecoderSpec.builder(gpt2().activation(Activation.RELU)
                                .positions(new Positions.Learned(66, 2))
                                .build())
                        .build());
        specs.put(
                "bloom",
                DecoderSpec.builder(gpt2().positions(new Positions.Biased(Bias.alibi(4)))
                                .embeddings(NORMALISED)
                                .build())
                        .build());
        specs.put(
                "alibi-grouped-queries",
                DecoderSpec.builder(llama().positions(new Positions.Biased(Bias.alibi(4)))
                                .build())
                        .build());
        specs.put(
                "relative-offsets",
                DecoderSpec.builder(llama().positions(new Positions.Biased(new Bias.RelativeOffsets(5)))
                                .build())
                        .build());
        specs.put(
                "no-positions",
                DecoderSpec.builder(gpt2().positions(new Positions.None()).build())
                        .build());
        specs.put(
                "qwen2",
                DecoderSpec.builder(
                                llama().biases(new Biases(true, false, false)).build())
                        .build());
    }

    private static void heads(Map<String, DecoderSpec> specs) {
        Map<String, OutputHead> heads = new LinkedHashMap<>();
        heads.put("tied", OutputHead.TIED);
        heads.put("tied-scaled", new OutputHead(true, false, 0.2, OptionalDouble.empty()));
        heads.put("own-with-bias", new OutputHead(false, true, 1, OptionalDouble.empty()));
        heads.put("own-with-all", new OutputHead(false, true, 0.5, OptionalDouble.of(0.7)));
        heads.put("tied-with-all", new OutputHead(true, true, 2, OptionalDouble.of(5)));
        heads.forEach((name, head) -> specs.put(
                "head-" + name, DecoderSpec.builder(llama().build()).head(head).build()));
    }

    private static void memories(Map<String, DecoderSpec> specs) {
        specs.put("t5-gated", t5(Activation.GEGLU_TANH));
        specs.put(
                "bart",
                DecoderSpec.builder(TransformerSpec.builder(2, 24, 4, 40)
                                .norm(Norm.layerNorm(1e-5))
                                .positions(new Positions.Learned(66, 2))
                                .embeddings(NORMALISED)
                                .build())
                        .memoryWidth(24)
                        .head(new OutputHead(true, true, 1, OptionalDouble.empty()))
                        .build());
        specs.put(
                "memory-llama",
                DecoderSpec.builder(llama().scale(0.7).build()).memoryWidth(5).build());
        specs.put(
                "memory-gemma2",
                DecoderSpec.builder(GEMMA2.body())
                        .outputNorms(true)
                        .windows(GEMMA2.windows())
                        .memoryWidth(31)
                        .build());
        specs.put(
                "memory-query-key-norm",
                DecoderSpec.builder(QWEN3.body())
                        .queryKeyNorm(Norm.layerNorm(0.1))
                        .memoryWidth(24)
                        .build());
    }

    private static void sizes(Map<String, DecoderSpec> specs) {
        TransformerSpecBuilder odd = TransformerSpec.builder(3, 35, 5, 37)
                .placement(NormPlacement.PRE)
                .positions(new Positions.Sinusoidal())
                .embeddings(PLAIN);
        specs.put("odd-widths", DecoderSpec.builder(odd.build()).build());
        specs.put(
                "width-1",
                DecoderSpec.builder(TransformerSpec.builder(1, 1, 1, 1)
                                .placement(NormPlacement.PRE)
                                .embeddings(new Embeddings(3, 0, false, 1))
                                .build())
                        .build());
        specs.put(
                "one-token-known",
                DecoderSpec.builder(llama().embeddings(new Embeddings(1, 0, false, 1))
                                .build())
                        .build());
        for (NormPlacement placement : NormPlacement.values()) {
            specs.put(
                    "no-layers-" + placement,
                    DecoderSpec.builder(TransformerSpec.builder(0, 24, 4, 1)
                                    .placement(placement)
                                    .finalNorm(placement == NormPlacement.PRE)
                                    .positions(new Positions.Learned(64, 0))
                                    .embeddings(SCALED)
                                    .build())
                            .build());
        }
        specs.put(
                "one-query-head",
                DecoderSpec.builder(TransformerSpec.builder(1, 12, 1, 8)
                                .headWidth(5)
                                .placement(NormPlacement.PRE)
                                .embeddings(PLAIN)
                                .build())
                        .build());
        specs.put(
                "one-key-head",
                DecoderSpec.builder(llama().keyValueHeads(1).build()).build());
        specs.put(
                "width-128",
                DecoderSpec.builder(llama(4, 128, 4, 256, 300).keyValueHeads(2).build())
                        .head(OutputHead.OWN)
                        .build());
    }
}
