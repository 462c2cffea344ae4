package dev.heed.tornado;

import dev.heed.Execution;
import dev.heed.attention.Attention;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionOutput;
import dev.heed.attention.AttentionSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An attention on TornadoVM. What it has on the device belongs to the backend. */
final class TornadoAttention implements Attention {
    private final AttentionSpec spec;
    private final TornadoBackend backend;
    private final ScoreParameters parameters;
    private final Map<String, Tensor> weights;

    /** With weights that have been checked. */
    TornadoAttention(AttentionSpec spec, Map<String, Tensor> weights, TornadoBackend backend) {
        this.spec = spec;
        this.backend = backend;
        this.weights = Map.copyOf(weights);
        this.parameters = ScoreParameters.of(spec.score(), spec.heads(), spec.headWidth(), weights);
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
        Execution execution = new Execution(TornadoBackendProvider.ID, backend.device(), spec.precision());
        if (call.outputShape().size() == 0 || call.keys() == 0) {
            return nothingToAttendTo(call, execution);
        }
        AttentionRun run = new AttentionRun(call, parameters, this::biasTable, backend.choice());
        AttentionPlan.Outputs outputs = backend.plans().lend(run.key(), run::run);
        return new AttentionOutput(outputs.output(), outputs.weights(), outputs.scores(), execution);
    }

    private float[] biasTable(int number) {
        return Objects.requireNonNull(weights.get("bias." + number + ".weight")).toFloatArray();
    }

    private AttentionOutput nothingToAttendTo(AttentionCall call, Execution execution) {
        Optional<Tensor> square = Optional.of(call.weightsShape())
                .filter(shape -> shape.size() == 0)
                .map(shape -> Tensor.zeros(DType.FLOAT32, shape));
        return new AttentionOutput(
                Tensor.zeros(DType.FLOAT32, call.outputShape()),
                square.filter(each -> spec.returnWeights()),
                square.filter(each -> spec.returnScores().isPresent()),
                execution);
    }
}
