package dev.heed.djl;

import dev.heed.BackendOptions;
import dev.heed.Precision;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Score;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import java.util.Optional;

/** {@code torch.scaled_dot_product_attention}, called directly: plain or causal dot products, with grouped heads or not. */
public final class DjlBaselineProvider implements BaselineProvider {
    /** The provider. Loads nothing yet. */
    public DjlBaselineProvider() {}

    @Override
    public String backend() {
        return DjlBackendProvider.ID;
    }

    @Override
    public String name() {
        return "torch.scaled_dot_product_attention";
    }

    @Override
    public Optional<Baseline> attention(AttentionSpec spec, AttentionInputs inputs, BackendOptions options) {
        AttentionCall call = AttentionCall.check(spec, inputs);
        if (!plain(spec) || !masked(call) || call.weightsShape().size() == 0) {
            return Optional.empty();
        }
        Libtorch.load().ifPresent(problem -> {
            throw new IllegalStateException("Backend 'djl' cannot be opened: " + problem);
        });
        return Optional.of(new DjlBaseline(call, options.effectiveThreads()));
    }

    /** Whether it is a softmax of scaled dot products, and only the output is wanted. */
    private static boolean plain(AttentionSpec spec) {
        return spec.precision() == Precision.FLOAT32
                && (spec.score() instanceof Score.ScaledDot || spec.score() instanceof Score.Dot)
                && spec.effectiveScale() > 0
                && spec.softCap().isEmpty()
                && spec.biases().isEmpty()
                && spec.rope().isEmpty()
                && !spec.returnWeights()
                && spec.returnScores().isEmpty();
    }

    /** The engine's causal mask is aligned top-left. */
    private static boolean masked(AttentionCall call) {
        return call.visible().everything() || (call.visible().causalOnly() && call.queries() == call.keys());
    }
}
