package dev.heed.conformance;

import dev.heed.conformance.oracle.Reals;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an encoder behaves whatever it is made of: rules ENC-3 to ENC-5, and TEN-3 for encoders. */
final class EncoderBehaviourRules {
    private static final TransformerSpec BERT = TransformerSpec.builder(2, 24, 3, 40)
            .embeddings(new Embeddings(50, 2, true, 1))
            .positions(new Positions.Learned(16, 0))
            .build();
    private static final TransformerSpec PRE_NORM = TransformerSpec.builder(2, 24, 3, 40)
            .embeddings(new Embeddings(50, 0, false, 1))
            .placement(NormPlacement.PRE)
            .finalNorm(true)
            .build();

    private EncoderBehaviourRules() {}

    static void addTo(CaseList cases) {
        Map<String, TransformerSpec> specs = new LinkedHashMap<>();
        specs.put("bert", BERT);
        specs.put("pre-norm", PRE_NORM);
        specs.forEach((name, spec) -> {
            padding(cases, name, spec);
            order(cases, name, spec);
        });
        weights(cases);
        arguments(cases);
    }

    private static void padding(CaseList cases, String name, TransformerSpec spec) {
        cases.add("ENC-3", name + "/padded-equals-alone", draw -> run -> {
            int[] lengths = {12, 5, 1, 8};
            EncoderCheck check = EncoderRules.tokens(draw, spec, 12, lengths);
            try (Encoder encoder = check.encoderOrRefusal(run)) {
                Tensor together = encoder.encode(check.inputs()).states();
                for (int b = 0; b < lengths.length; b++) {
                    EncoderInputs one = EncoderInputs.of(ids(check.inputs().input(), b, lengths[b]));
                    if (check.inputs().segments().isPresent()) {
                        one = one.withSegments(ids(check.inputs().segments().get(), b, lengths[b]));
                    }
                    Tensor alone = encoder.encode(one).states();
                    run.requireClose(
                            "sequence " + b + " alone", sequence(together, b, lengths[b]), alone, check.tolerance());
                }
            }
        });
        cases.add("ENC-3", name + "/pad-ids-are-not-read", draw -> run -> {
            int[] lengths = {6, 2};
            EncoderCheck check = EncoderRules.tokens(draw, spec, 6, lengths);
            long[] wild = check.inputs().input().toLongArray();
            for (int t = 2; t < 6; t++) {
                wild[6 + t] = t % 2 == 0 ? Long.MIN_VALUE : 1_000_000_007L;
            }
            try (Encoder encoder = check.encoderOrRefusal(run)) {
                EncoderInputs inputs = check.inputs();
                Tensor tame = encoder.encode(inputs).states();
                EncoderInputs wildInputs = new EncoderInputs(
                        Tensor.of(Shape.of(2, 6), wild), inputs.lengths(), inputs.segments(), false, false);
                Tensor states = encoder.encode(wildInputs).states();
                run.requireClose("states with wild pad ids", Reals.of(tame), states, check.tolerance());
                Reals padding = Reals.of(states);
                for (int i = padding.at(1, 2, 0); i < padding.values().length; i++) {
                    run.require(padding.values()[i] == 0, "states past a sequence's length are 0");
                }
            }
        });
    }

    private static Tensor ids(Tensor batch, int b, int length) {
        int longest = batch.shape().dim(1);
        int[] ids = new int[length];
        for (int t = 0; t < length; t++) {
            ids[t] = (int) batch.toLongArray()[b * longest + t];
        }
        return Tensor.of(Shape.of(1, length), ids);
    }

    private static Reals sequence(Tensor states, int b, int length) {
        Reals all = Reals.of(states);
        int width = all.shape().dim(2);
        return new Reals(Shape.of(1, length, width), all.slice(all.at(b, 0, 0), length * width));
    }

    private static void order(CaseList cases, String name, TransformerSpec spec) {
        cases.add("ENC-4", name + "/reversed-batch", draw -> run -> {
            EncoderCheck check = EncoderRules.tokens(draw, spec, 9, 9, 9, 4);
            EncoderInputs inputs = check.inputs();
            try (Encoder encoder = check.encoderOrRefusal(run)) {
                Tensor forward = encoder.encode(inputs).states();
                EncoderInputs reversed =
                        EncoderInputs.of(reverse(inputs.input())).withLengths(4, 9, 9);
                if (inputs.segments().isPresent()) {
                    reversed = reversed.withSegments(reverse(inputs.segments().get()));
                }
                Reals backward = Reals.of(encoder.encode(reversed).states());
                for (int b = 0; b < 3; b++) {
                    int length = inputs.lengths().get(b);
                    Reals there = sequence(forward, b, length);
                    Tensor here = sequence(backward.toTensor(), 2 - b, length).toTensor();
                    run.requireClose("sequence " + b + " of the reversed batch", there, here, check.tolerance());
                }
            }
        });
    }

    private static Tensor reverse(Tensor ids) {
        int batch = ids.shape().dim(0);
        int length = ids.shape().dim(1);
        long[] values = ids.toLongArray();
        long[] reversed = new long[values.length];
        for (int b = 0; b < batch; b++) {
            System.arraycopy(values, b * length, reversed, (batch - 1 - b) * length, length);
        }
        return Tensor.of(ids.shape(), reversed);
    }

    private static void weights(CaseList cases) {
        cases.add("ENC-5", "everything-wrong-is-listed", draw -> run -> {
            EncoderCheck check = EncoderRules.tokens(draw, BERT, 3, 3);
            check.encoderOrRefusal(run).close();
            Map<String, Tensor> wrong = new HashMap<>(check.weights());
            wrong.remove("layer.1.attention.query.weight");
            wrong.put("layer.2.attention.query.weight", draw.normal(2, 2));
            wrong.put("layer.0.feedForward.up.bias", draw.normal(41));
            run.requireThrows(
                    IllegalArgumentException.class,
                    () -> run.backend().encoder(BERT, wrong).close(),
                    "layer.1.attention.query.weight [24, 24] is missing",
                    "layer.2.attention.query.weight [2, 2] is not known",
                    "layer.0.feedForward.up.bias: expected [40], got [41]");
        });
        cases.add("ENC-5", "half-precision-weights-are-converted", draw -> run -> {
            EncoderCheck check = EncoderRules.tokens(draw, BERT, 5, 5, 2);
            Map<String, Tensor> halves = new HashMap<>();
            check.weights()
                    .forEach((name, tensor) ->
                            halves.put(name, tensor.to(name.length() % 2 == 0 ? DType.FLOAT16 : DType.BFLOAT16)));
            new EncoderCheck(BERT, halves, check.inputs()).run(run);
        });
    }

    private static void arguments(CaseList cases) {
        cases.add("TEN-3", "encoder-arguments", draw -> run -> {
            EncoderCheck check = EncoderRules.tokens(draw, BERT, 4, 4, 2);
            try (Encoder encoder = check.encoderOrRefusal(run)) {
                requireRefused(run, encoder, EncoderInputs.of(draw.normal(2, 4)), "input: expected INT32 or INT64");
                requireRefused(run, encoder, EncoderInputs.of(draw.ids(50, 2, 4, 1)), "got INT32 [2, 4, 1]");
                requireRefused(
                        run,
                        encoder,
                        EncoderInputs.of(Tensor.of(Shape.of(1, 2), 3, 50)),
                        "input[0, 1]",
                        "0 to 49",
                        "50");
                requireRefused(
                        run, encoder, EncoderInputs.of(Tensor.of(Shape.of(1, 2), -1L, 5L)), "input[0, 0]", "got -1");
                requireRefused(run, encoder, check.inputs().withLengths(4), "lengths: expected 2");
                requireRefused(run, encoder, check.inputs().withLengths(5, 1), "lengths[0]: expected 0 to 4");
                requireRefused(run, encoder, check.inputs().withLengths(1, -1), "lengths[1]");
                requireRefused(
                        run, encoder, check.inputs().withSegments(draw.ids(2, 2, 3)), "segments: expected INT32");
                requireRefused(
                        run,
                        encoder,
                        EncoderInputs.of(draw.ids(50, 1, 17)),
                        "lengths[0]: expected at most 16",
                        "truncate");
                check.run(run);
            }
        });
    }

    private static void requireRefused(CaseRun run, Encoder encoder, EncoderInputs inputs, String... parts) {
        run.requireThrows(IllegalArgumentException.class, () -> encoder.encode(inputs), parts);
    }
}
