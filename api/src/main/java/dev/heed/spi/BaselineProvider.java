package dev.heed.spi;

import dev.heed.BackendOptions;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import java.util.Optional;

/**
 * An engine's own attention, called directly, for a comparison to hold the backend's speed against. A backend's author
 * may register one in {@code META-INF/services/dev.heed.spi.BaselineProvider}. It is measured and nothing else: no
 * result of a backend ever comes from it.
 *
 * <p>As cheap to construct as a {@link BackendProvider}.
 */
public interface BaselineProvider {
    /** The id of the backend whose engine it is. */
    String backend();

    /** What is called, in the engine's words: {@code torch.scaled_dot_product_attention}. */
    String name();

    /**
     * The attention made ready: its inputs are where the engine wants them, so that a run costs nothing but the
     * engine's own work. Empty if the engine has nothing that computes this spec. The caller closes it.
     *
     * @param options as for opening the backend
     * @throws IllegalStateException if the backend is not available
     */
    Optional<Baseline> attention(AttentionSpec spec, AttentionInputs inputs, BackendOptions options);
}
