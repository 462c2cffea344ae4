package dev.heed.nd4j;

import dev.heed.Execution;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.tensor.Tensor;
import java.util.Map;

/** An attention on ND4J. It holds no native memory. */
final class Nd4jAttention implements Attention {
    private final AttentionSpec spec;
    private final Nd4jBackend backend;
    private final Weights weights;
    private final Scoring scoring;

    Nd4jAttention(AttentionSpec spec, Map<String, Tensor> weights, Nd4jBackend backend) {
        this.spec = spec;
        this.backend = backend;
        this.weights = Weights.of(Map.copyOf(weights));
        this.scoring = spec.score().match(new ScoringChoice(spec.effectiveScale(), spec.headWidth(), this.weights));
    }

    @Override
    public AttentionSpec spec() {
        return spec;
    }

    @Override
    public AttentionOutput apply(AttentionInputs inputs) {
        return backend.run(() -> compute(AttentionCall.check(spec, inputs)));
    }

    private AttentionOutput compute(AttentionCall call) {
        AttentionRun run =
                new AttentionRun(call, scoring, i -> weights.array("bias." + i + ".weight"), backend.threads());
        backend.crew().forEach(run.tasks(), task -> backend.scratches().lend(scratch -> run.task(task, scratch)));
        Execution execution = new Execution(Nd4jBackendProvider.ID, backend.device(), spec.precision());
        return new AttentionOutput(
                run.output(), run.taps().weights(), run.taps().scores(), execution);
    }
}
