package dev.heed.nd4j;

import dev.heed.Execution;
import dev.heed.encoder.EncoderOutput;
import dev.heed.spi.EncoderCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a call of an encoder returns, while it is filled; zeros at padding. Threads write to sequences of their own. */
final class EncoderResults {
    private final EncoderCall call;
    private final HostFloats states;
    private final List<HostFloats> hiddenStates = new ArrayList<>();
    private final List<ScoreTaps> attentionWeights = new ArrayList<>();

    EncoderResults(EncoderCall call) {
        this.call = call;
        this.states = HostFloats.zeros(call.statesShape());
        for (int i = 0; call.inputs().hiddenStates() && i <= call.spec().layers(); i++) {
            hiddenStates.add(HostFloats.zeros(call.statesShape()));
        }
        for (int i = 0; call.inputs().attentionWeights() && i < call.spec().layers(); i++) {
            attentionWeights.add(new ScoreTaps(call.weightsShape(), true, Optional.empty()));
        }
    }

    /** The states after a number of layers. */
    void hidden(int layers, Chunk chunk, Rows rows) {
        if (!hiddenStates.isEmpty()) {
            copy(chunk, rows, hiddenStates.get(layers));
        }
    }

    /** The result itself. */
    void states(Chunk chunk, Rows rows) {
        copy(chunk, rows, states);
    }

    private void copy(Chunk chunk, Rows rows, HostFloats into) {
        for (Chunk.Sequence sequence : chunk.sequences()) {
            int size = sequence.length() * rows.width();
            int at = sequence.entry() * call.length() * rows.width();
            rows.memory()
                    .copyTo(sequence.start() * rows.width(), size, into.values().slice(at, size));
        }
    }

    /** Where the attention weights of a layer go. */
    ScoreTaps taps(int layer) {
        return attentionWeights.isEmpty() ? ScoreTaps.none() : attentionWeights.get(layer);
    }

    EncoderOutput output(Execution execution) {
        return new EncoderOutput(
                states.tensor(),
                hiddenStates.stream().map(HostFloats::tensor).toList(),
                attentionWeights.stream()
                        .map(taps -> taps.weights().orElseThrow())
                        .toList(),
                execution);
    }
}
