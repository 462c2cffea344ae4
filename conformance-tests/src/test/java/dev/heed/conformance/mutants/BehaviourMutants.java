package dev.heed.conformance.mutants;

import dev.heed.Precision;
import dev.heed.UnsupportedFeatureException;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.EncoderSpec;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Flaws of what surrounds the numbers. */
final class BehaviourMutants {
    private BehaviourMutants() {}

    static List<Flaw> all() {
        return List.of(
                new Flaw("inputs overwritten", "TEN-2", WritesToItsInputs::new),
                new Flaw("one output for all calls", "TEN-2", OneOutput::new),
                new Flaw("arguments not checked", "TEN-3", NoChecks::new),
                new Flaw("no keys is an error", "TEN-4", NoKeysThrows::new),
                new Flaw("wrong in the second call", "ATT-15", SecondCallDiffers::new),
                new Flaw("an encoder wrong in the second call", "ATT-15", SecondEncodingDiffers::new),
                new Flaw("weights are never freed", "SPI-8", () -> new KeepsWeights(ByteBuffer::allocateDirect)),
                new Flaw("weights stay on the heap", "SPI-8", () -> new KeepsWeights(ByteBuffer::allocate)),
                new Flaw("state shared between threads", "ATT-16", SharedState::new),
                new Flaw("another precision than asked for", "PRE-1", IgnoresPrecision::new),
                new Flaw("refuses with another reason than announced", "ATT-13", OtherReason::new),
                new Flaw("refuses, and runs all the same", "ATT-13", RefusesAndRuns::new),
                new Flaw("closing does nothing", "SPI-8", NeverCloses::new));
    }

    private static final class WritesToItsInputs extends Mutant {
        @Override
        AttentionOutput change(AttentionSpec spec, AttentionInputs inputs, AttentionOutput output) {
            Tensors.memory(inputs.query()).putFloat(0, 77);
            return output;
        }
    }

    /** Writes every output of one size over the one before. */
    private static final class OneOutput extends Mutant {
        private final Map<Shape, Tensor> outputs = new HashMap<>();

        @Override
        AttentionOutput change(AttentionSpec spec, AttentionInputs inputs, AttentionOutput output) {
            Tensor kept = outputs.computeIfAbsent(output.output().shape(), shape -> output.output());
            Tensors.memory(kept).duplicate().put(output.output().bytes());
            return new AttentionOutput(kept, output.weights(), output.scores(), output.execution());
        }
    }

    private static final class SecondEncodingDiffers extends Mutant {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        EncoderOutput change(TransformerSpec spec, EncoderInputs inputs, EncoderOutput output) {
            float error = calls.getAndIncrement() == 1 ? 1e-6f : 0;
            return new EncoderOutput(
                    Tensors.map(output.states(), (i, value) -> value + error),
                    output.hiddenStates(),
                    output.attentionWeights(),
                    output.execution());
        }
    }

    /** Closes its encoders, and keeps a copy of their weights. */
    private static final class KeepsWeights extends Mutant {
        private final IntFunction<ByteBuffer> allocate;
        private final List<ByteBuffer> kept = new ArrayList<>();

        KeepsWeights(IntFunction<ByteBuffer> allocate) {
            this.allocate = allocate;
        }

        @Override
        Map<String, Tensor> change(Map<String, Tensor> weights) {
            for (Tensor tensor : weights.values()) {
                ByteBuffer bytes = tensor.bytes();
                kept.add(allocate.apply(bytes.remaining()).put(bytes));
            }
            return weights;
        }
    }

    private static final class NoChecks extends Mutant {
        private final OracleBackend oracle = new OracleBackend();

        @Override
        public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
            Attention right = oracle.attention(spec, weights);
            return new Attention() {
                @Override
                public AttentionSpec spec() {
                    return spec;
                }

                @Override
                public AttentionOutput apply(AttentionInputs inputs) {
                    try {
                        return right.apply(inputs);
                    } catch (IllegalArgumentException wrong) {
                        throw new IndexOutOfBoundsException(String.valueOf(wrong.getMessage()));
                    }
                }
            };
        }
    }

    private static final class NoKeysThrows extends Mutant {
        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            if (inputs.key().shape().dim(2) == 0) {
                throw new IllegalArgumentException("key: expected at least one key");
            }
            return inputs;
        }
    }

    private static final class SecondCallDiffers extends Mutant {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        AttentionOutput change(AttentionSpec spec, AttentionInputs inputs, AttentionOutput output) {
            float error = calls.getAndIncrement() == 1 ? 1e-6f : 0;
            return new AttentionOutput(
                    Tensors.map(output.output(), (i, value) -> value + error),
                    output.weights(),
                    output.scores(),
                    output.execution());
        }
    }

    /** Keeps the last query in a field, and returns what belongs to whichever call wrote it last. */
    private static final class SharedState extends Mutant {
        private Optional<Tensor> query = Optional.empty();

        @Override
        AttentionInputs change(AttentionSpec spec, AttentionInputs inputs) {
            Tensor others = query.filter(
                            each -> each.shape().equals(inputs.query().shape()))
                    .orElse(inputs.query());
            query = Optional.of(inputs.query());
            return new AttentionInputs(
                    others,
                    inputs.key(),
                    inputs.value(),
                    inputs.mask(),
                    inputs.queryLengths(),
                    inputs.queryPositions(),
                    inputs.keyPositions());
        }
    }

    private static final class IgnoresPrecision extends Mutant {
        @Override
        public Support supports(AttentionSpec spec) {
            return Support.yes();
        }

        @Override
        public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
            return super.attention(spec.toBuilder().precision(Precision.FLOAT32).build(), weights);
        }
    }

    private static boolean patterned(Mask mask) {
        return mask instanceof Mask.BlockSparse;
    }

    private static final class OtherReason extends Mutant {
        @Override
        public Support supports(AttentionSpec spec) {
            return patterned(spec.mask()) ? Support.no("ATT-13", "No block maps here.") : super.supports(spec);
        }

        @Override
        public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
            if (patterned(spec.mask())) {
                throw new UnsupportedFeatureException(id(), new Support.Unsupported("ATT-13", "Something is wrong."));
            }
            return super.attention(spec, weights);
        }
    }

    private static final class RefusesAndRuns extends Mutant {
        @Override
        public Support supports(AttentionSpec spec) {
            return patterned(spec.mask()) ? Support.no("ATT-13", "No block maps here.") : super.supports(spec);
        }
    }

    private static final class NeverCloses extends Mutant {
        @Override
        public void close() {}
    }

    /** Fails nothing, and shows nothing. */
    static final class RefusesEverything extends Mutant {
        private static final Support.Unsupported REFUSAL = new Support.Unsupported("ATT-1", "Not today.");

        @Override
        public Support supports(AttentionSpec spec) {
            return REFUSAL;
        }

        @Override
        public Support supports(EncoderSpec spec) {
            return REFUSAL;
        }

        @Override
        public Attention attention(AttentionSpec spec, Map<String, Tensor> weights) {
            throw new UnsupportedFeatureException(id(), REFUSAL);
        }

        @Override
        public Encoder encoder(EncoderSpec spec, Map<String, Tensor> weights) {
            throw new UnsupportedFeatureException(id(), REFUSAL);
        }
    }
}
