package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.heed.Execution;
import dev.heed.encoder.EncoderOutput;
import dev.heed.spi.EncoderCall;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** The output of a call in the making: zeros, into which each part puts its sequences. Parts may do so at once. */
final class EncoderResult {
    private final EncoderCall call;
    private final Memory states;
    private final List<Memory> hiddenStates;
    private final List<Memory> attentionWeights;

    EncoderResult(EncoderCall call) {
        this.call = call;
        int layers = call.spec().layers();
        this.states = new Memory(call.statesShape());
        this.hiddenStates = memories(call.inputs().hiddenStates() ? layers + 1 : 0, call.statesShape());
        this.attentionWeights = memories(call.inputs().attentionWeights() ? layers : 0, call.weightsShape());
    }

    private static List<Memory> memories(int count, Shape shape) {
        return IntStream.range(0, count).mapToObj(n -> new Memory(shape)).toList();
    }

    private static final class Memory {
        private final Shape shape;
        private final ByteBuffer bytes;

        private Memory(Shape shape) {
            this.shape = shape;
            long size = shape.size() * Float.BYTES;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("input: expected a batch whose results fit into 2^31 - 1 bytes each,"
                        + " got one of " + shape + "; encode it in several calls");
            }
            this.bytes = ByteBuffer.allocate((int) size);
        }

        private Tensor tensor() {
            return Tensor.ofBytes(DType.FLOAT32, shape, bytes);
        }
    }

    /** Takes what the script returned for a part: states, states between layers, weights of each layer and run. */
    void take(PackedBatch.Part part, PtNDArray[] returned) {
        int next = 0;
        takeStates(part, returned[next++], states);
        for (Memory between : hiddenStates) {
            takeStates(part, returned[next++], between);
        }
        int runs = part.runs().length / 3;
        for (Memory weights : attentionWeights) {
            takeWeights(part, returned, next, weights);
            next += runs;
        }
    }

    private void takeStates(PackedBatch.Part part, PtNDArray array, Memory target) {
        ByteBuffer source = NativeScope.memoryOf(array);
        int row = call.spec().width() * Float.BYTES;
        int from = 0;
        for (int b : part.sequences()) {
            int size = call.length(b) * row;
            target.bytes.put(b * call.length() * row, source, from, size);
            from += size;
        }
    }

    /** Each run's weights are [sequences, heads, length, length]. */
    private void takeWeights(PackedBatch.Part part, PtNDArray[] returned, int first, Memory target) {
        long[] runs = part.runs();
        int sequence = 0;
        for (int run = 0; run < runs.length / 3; run++) {
            ByteBuffer source = NativeScope.memoryOf(returned[first + run]);
            int row = (int) runs[3 * run + 2] * Float.BYTES;
            for (int s = 0; s < runs[3 * run + 1]; s++) {
                int b = part.sequences()[sequence++];
                for (int h = 0; h < call.spec().heads(); h++) {
                    for (int t = 0; t < call.length(b); t++) {
                        int at = ((b * call.spec().heads() + h) * call.length() + t) * call.length() * Float.BYTES;
                        int from = ((s * call.spec().heads() + h) * call.length(b) + t) * row;
                        target.bytes.put(at, source, from, row);
                    }
                }
            }
        }
    }

    EncoderOutput output(Execution execution) {
        return new EncoderOutput(
                states.tensor(),
                hiddenStates.stream().map(Memory::tensor).toList(),
                attentionWeights.stream().map(Memory::tensor).toList(),
                execution);
    }
}
