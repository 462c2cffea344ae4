package dev.heed.conformance.mutants;

import dev.heed.encoder.Activation;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Flaws of encoders. */
final class EncoderMutants {
    private EncoderMutants() {}

    static List<Flaw> all() {
        return List.of(
                new Flaw(
                        "tanh GELU for exact GELU",
                        "ENC-2",
                        () -> spec(s -> s.activation() == Activation.GELU
                                ? SpecCopy.of(s)
                                        .activation(Activation.GELU_TANH)
                                        .build()
                                : s)),
                new Flaw(
                        "ReLU for every activation",
                        "ENC-2",
                        () -> spec(s -> s.activation().gated()
                                ? s
                                : SpecCopy.of(s).activation(Activation.RELU).build())),
                new Flaw(
                        "ε ignored",
                        "ENC-2",
                        () -> spec(s -> SpecCopy.of(s)
                                .norm(new Norm(s.norm().kind(), 0, s.norm().bias()))
                                .build())),
                new Flaw(
                        "LayerNorm for RMSNorm",
                        "ENC-2",
                        () -> spec(s -> SpecCopy.of(s)
                                .norm(new Norm(
                                        Norm.Kind.LAYER_NORM,
                                        s.norm().epsilon(),
                                        s.norm().bias()))
                                .build())),
                new Flaw(
                        "pre-norm for post-norm",
                        "ENC-2",
                        () -> spec(
                                s -> SpecCopy.of(s).placement(NormPlacement.PRE).build())),
                new Flaw(
                        "final norm forgotten",
                        "ENC-2",
                        () -> spec(s -> SpecCopy.of(s).finalNorm(false).build())),
                new Flaw("learned positions off by one", "ENC-2", () -> spec(EncoderMutants::positionsOffByOne)),
                new Flaw("embedding scale forgotten", "ENC-2", () -> spec(EncoderMutants::withoutScale)),
                new Flaw("segments ignored", "ENC-2", NoSegments::new),
                new Flaw("one layer less", "ENC-2", () -> spec(EncoderMutants::oneLayerLess)),
                new Flaw("value bias forgotten", "ENC-2", () -> weights("value.bias")),
                new Flaw("gate and up swapped", "ENC-2", GateForUp::new),
                new Flaw("wrong past 1,024 tokens", "ENC-2", WrongPast1024::new),
                new Flaw("padded keys leak", "ENC-3", PaddingLeaks::new),
                new Flaw("sequences share the first one's length", "ENC-4", FirstLengthForAll::new),
                new Flaw("a missing weight is zeros", "ENC-5", MissingIsZero::new),
                new Flaw("hidden states without the input", "ENC-2", NoInputState::new));
    }

    private static Mutant spec(UnaryOperator<TransformerSpec> change) {
        return new Mutant() {
            @Override
            TransformerSpec change(TransformerSpec spec) {
                return change.apply(spec);
            }
        };
    }

    private static Mutant weights(String forgotten) {
        return new Mutant() {
            @Override
            Map<String, Tensor> change(Map<String, Tensor> weights) {
                Map<String, Tensor> changed = new HashMap<>(weights);
                changed.replaceAll((name, tensor) ->
                        name.contains(forgotten) ? Tensor.zeros(tensor.dtype(), tensor.shape()) : tensor);
                return changed;
            }
        };
    }

    private static TransformerSpec positionsOffByOne(TransformerSpec spec) {
        return spec.positions() instanceof Positions.Learned learned && learned.offset() > 0
                ? SpecCopy.of(spec)
                        .positions(new Positions.Learned(learned.maxPositions(), learned.offset() - 1))
                        .build()
                : spec;
    }

    private static TransformerSpec withoutScale(TransformerSpec spec) {
        return spec.embeddings()
                .map(each -> SpecCopy.of(spec)
                        .embeddings(new Embeddings(each.vocabulary(), each.segments(), each.norm(), 1))
                        .build())
                .orElse(spec);
    }

    private static TransformerSpec oneLayerLess(TransformerSpec s) {
        return new TransformerSpec(
                Math.max(0, s.layers() - 1),
                s.width(),
                s.heads(),
                s.keyValueHeads(),
                s.headWidth(),
                s.feedForwardWidth(),
                s.activation(),
                s.norm(),
                s.placement(),
                s.finalNorm(),
                s.positions(),
                s.embeddings(),
                s.biases(),
                s.score(),
                s.scale(),
                s.softCap(),
                s.mask(),
                s.precision());
    }

    private static final class NoSegments extends Mutant {
        @Override
        EncoderInputs change(TransformerSpec spec, EncoderInputs inputs) {
            return new EncoderInputs(
                    inputs.input(),
                    inputs.lengths(),
                    Optional.empty(),
                    inputs.hiddenStates(),
                    inputs.attentionWeights());
        }
    }

    private static final class WrongPast1024 extends Mutant {
        @Override
        EncoderInputs change(TransformerSpec spec, EncoderInputs inputs) {
            if (inputs.lengths().isEmpty()) {
                return inputs;
            }
            return inputs.withLengths(inputs.lengths().stream()
                    .mapToInt(each -> Math.min(each, 1024))
                    .toArray());
        }
    }

    private static final class GateForUp extends Mutant {
        @Override
        Map<String, Tensor> change(Map<String, Tensor> weights) {
            Map<String, Tensor> changed = new HashMap<>();
            weights.forEach((name, tensor) -> changed.put(weights.containsKey(swap(name)) ? swap(name) : name, tensor));
            return changed;
        }

        private static String swap(String name) {
            return name.contains(".gate.") ? name.replace(".gate.", ".up.") : name.replace(".up.", ".gate.");
        }
    }

    private static final class PaddingLeaks extends Mutant {
        @Override
        EncoderInputs change(TransformerSpec spec, EncoderInputs inputs) {
            return new EncoderInputs(
                    tame(inputs.input()),
                    List.of(),
                    inputs.segments(),
                    inputs.hiddenStates(),
                    inputs.attentionWeights());
        }

        private static Tensor tame(Tensor input) {
            if (input.dtype().isFloating()) {
                return input;
            }
            long[] ids = input.toLongArray();
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Math.floorMod(ids[i], 50L);
            }
            return Tensor.of(input.shape(), ids);
        }
    }

    private static final class FirstLengthForAll extends Mutant {
        @Override
        EncoderInputs change(TransformerSpec spec, EncoderInputs inputs) {
            int[] lengths = inputs.lengths().stream().mapToInt(each -> each).toArray();
            Arrays.setAll(lengths, b -> Math.min(lengths[b], lengths[0]));
            return inputs.withLengths(lengths);
        }
    }

    /** Fills in what is missing before it asks. */
    private static final class MissingIsZero extends Mutant {
        @Override
        public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
            Map<String, Tensor> whole = new HashMap<>();
            for (Map.Entry<String, Shape> each : spec.weightShapes().entrySet()) {
                Tensor given = weights.get(each.getKey());
                whole.put(each.getKey(), given != null ? given : Tensor.zeros(DType.FLOAT32, each.getValue()));
            }
            return super.encoder(spec, whole);
        }
    }

    private static final class NoInputState extends Mutant {
        @Override
        EncoderOutput change(TransformerSpec spec, EncoderInputs inputs, EncoderOutput output) {
            int states = output.hiddenStates().size();
            return new EncoderOutput(
                    output.states(),
                    states == 0 ? List.of() : output.hiddenStates().subList(1, states),
                    output.attentionWeights(),
                    output.execution());
        }
    }
}
