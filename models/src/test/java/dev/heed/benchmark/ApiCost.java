package dev.heed.benchmark;

import dev.heed.conformance.compare.Lane;
import dev.heed.conformance.compare.Rounds;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a call costs besides the computing: the time of the same backend's call of an encoder that has no layers, on
 * features [32, 128, 384]. It checks, dispatches, copies 6.3 MB in and 6.3 MB out, and computes nothing. MiniLM's own
 * call copies only 16 KB of ids in, so that this is more than its share.
 */
final class ApiCost {
    private static final double MOST = 0.02;

    private ApiCost() {}

    /** Measures one backend and prints a line; {@code whole} is the lane of its 32 x 128 calls. */
    static void print(HeedMiniLm heed, Rounds rounds, Lane whole) {
        TransformerSpec nothing = TransformerSpec.builder(0, 384, 12, 1536).build();
        Tensor features = Tensor.zeros(DType.FLOAT32, Shape.of(32, 128, 384));
        try (Encoder encoder = heed.backend().encoder(nothing, Map.of())) {
            Lane lane = new Lane(heed.id(), () -> encoder.encode(EncoderInputs.of(features)));
            rounds.time("API cost of " + heed.id(), List.of(lane));
            double cost = lane.calls().median();
            double share = cost / whole.calls().median();
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %-8s %.2f ms, %.2f %% of the 32 x 128 call   goal %s%n",
                    "API cost",
                    heed.id(),
                    cost * 1e3,
                    share * 100,
                    Goal.atMost(MOST).verdict(share));
        }
    }
}
