package dev.heed.nd4j;

import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.spi.Probe;
import java.util.Optional;

/**
 * ND4J's own attention: its operation {@code dot_product_attention}, or where that does not go, since it has no causal
 * mask and no scale but the default, two products with a softmax between them. The operation {@code
 * multi_head_dot_product_attention} always projects, which is other work.
 *
 * <p>There is something for dot products, plain or scaled, of as many key heads as query heads, under no mask or a causal
 * one.
 */
public final class Nd4jBaselineProvider implements BaselineProvider {
    private final boolean composed;

    /** Does nothing yet. */
    public Nd4jBaselineProvider() {
        this(false);
    }

    private Nd4jBaselineProvider(boolean composed) {
        this.composed = composed;
    }

    /** The same without {@code dot_product_attention}: products and a softmax alone. They can be faster. */
    public static Nd4jBaselineProvider composed() {
        return new Nd4jBaselineProvider(true);
    }

    @Override
    public String backend() {
        return Nd4jBackendProvider.ID;
    }

    @Override
    public String name() {
        String parts = "ND4J's matmul, add (of a causal mask), softmax, matmul";
        return composed ? parts : "ND4J's dot_product_attention; for a causal mask, which that lacks, " + parts;
    }

    @Override
    public Optional<Baseline> attention(AttentionSpec spec, AttentionInputs inputs, BackendOptions options) {
        if (new Nd4jBackendProvider().probe() instanceof Probe.Unavailable unavailable) {
            throw new IllegalStateException("backend '" + Nd4jBackendProvider.ID + "' is not usable: " + unavailable);
        }
        AttentionCall call = AttentionCall.check(spec, inputs);
        boolean everything = call.visible().everything();
        boolean masksFit = everything || (call.visible().causalOnly() && call.queries() <= call.keys());
        boolean someWork = call.outputShape().size() > 0 && call.keys() > 0;
        if (!plain(spec) || !masksFit || !someWork) {
            return Optional.empty();
        }
        boolean defaultScale = spec.effectiveScale() == 1 / Math.sqrt(spec.headWidth());
        return Optional.of(
                !composed && everything && defaultScale
                        ? EngineOperations.fused(call, options.effectiveThreads())
                        : EngineOperations.composed(call, options.effectiveThreads()));
    }

    private static boolean plain(AttentionSpec spec) {
        boolean dot = spec.score() instanceof Score.ScaledDot || spec.score() instanceof Score.Dot;
        boolean nothingBesides = spec.softCap().isEmpty()
                && spec.biases().isEmpty()
                && spec.rope().isEmpty()
                && spec.returnScores().isEmpty();
        return dot && nothingBesides && !spec.returnWeights() && spec.heads() == spec.keyValueHeads();
    }
}
