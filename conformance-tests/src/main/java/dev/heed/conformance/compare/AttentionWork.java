package dev.heed.conformance.compare;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.OracleAttention;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.spi.Support;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Self-attention of one long sequence, without learned parameters. The oracle computes the first head alone, which no
 * other head depends on.
 *
 * @param inputs query, key and value, each [1, heads, length, headWidth]
 */
record AttentionWork(AttentionSpec spec, AttentionInputs inputs) implements Work {
    @Override
    public WorkDescription description() {
        String causal = spec.mask() instanceof Mask.Causal ? ", causal" : "";
        String details =
                spec.heads() + " heads of " + spec.headWidth() + ", " + length() + " queries and keys" + causal;
        return new WorkDescription(
                "attention " + length() + causal, details, length(), "the first of " + spec.heads() + " heads");
    }

    private int length() {
        return inputs.query().shape().dim(2);
    }

    @Override
    public Support supportedBy(Backend backend) {
        return backend.supports(spec);
    }

    @Override
    public Ready on(Backend backend) {
        Attention attention = backend.attention(spec);
        return new Ready() {
            @Override
            public Tensor run() {
                return attention.apply(inputs).output();
            }

            @Override
            public void close() {
                // An attention holds nothing of its own.
            }
        };
    }

    @Override
    public Optional<Baseline> on(BaselineProvider engine, BackendOptions options) {
        return engine.attention(spec, inputs, options);
    }

    @Override
    public Reference reference() {
        AttentionSpec oneHead = AttentionSpec.builder(1, spec.headWidth())
                .mask(spec.mask())
                .precision(spec.precision())
                .build();
        AttentionInputs first =
                AttentionInputs.of(firstHead(inputs.query()), firstHead(inputs.key()), firstHead(inputs.value()));
        return new Reference(
                OracleAttention.of(oneHead, Map.of()).apply(first).output(),
                Tolerance.attention(Math.max(spec.headWidth(), length())));
    }

    private Tensor firstHead(Tensor tensor) {
        Shape shape = Shape.of(1, 1, length(), spec.headWidth());
        return Tensor.of(shape, Arrays.copyOf(tensor.toFloatArray(), (int) shape.size()));
    }
}
