package dev.heed.nd4j;

import dev.heed.Execution;
import dev.heed.encoder.EncoderOutput;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import java.util.List;

/**
 * One checked call of an encoder.
 *
 * <p>A batch of enough chunks is divided by chunks: each thread takes one through all layers, and no thread waits for
 * another until the end. A smaller one is one chunk, whose every stage is divided.
 */
final class EncoderRun {
    private final EncoderCall call;
    private final EncoderWeights weights;
    private final Nd4jBackend backend;
    private final EncoderResults results;
    private final PositionTables.Table positions;

    EncoderRun(EncoderCall call, EncoderWeights weights, Nd4jBackend backend) {
        this.call = call;
        this.weights = weights;
        this.backend = backend;
        this.results = new EncoderResults(call);
        int longest = 0;
        for (int b = 0; b < call.batch(); b++) {
            longest = Math.max(longest, call.length(b));
        }
        this.positions = weights.positions().upTo(longest);
    }

    EncoderOutput compute(Pool<NativeBuffers<ForwardPass.Use>> buffers, Execution execution) {
        int threads = backend.threads();
        List<Chunk> chunks = Chunk.of(call, threads);
        if (threads == 1 || chunks.size() >= 4 * threads) {
            backend.crew()
                    .forEach(
                            chunks.size(),
                            task -> buffers.lend(
                                    each -> new ForwardPass(this, chunks.get(task), Team.solo(), 1, each).run()));
        } else {
            for (Chunk chunk : Chunk.one(call)) {
                buffers.lend(each -> new ForwardPass(this, chunk, backend.crew(), threads, each).run());
            }
        }
        return results.output(execution);
    }

    TransformerSpec spec() {
        return call.spec();
    }

    EncoderCall call() {
        return call;
    }

    EncoderWeights weights() {
        return weights;
    }

    EncoderResults results() {
        return results;
    }

    PositionTables.Table positions() {
        return positions;
    }

    Pool<Scratch> scratches() {
        return backend.scratches();
    }
}
