package dev.heed.benchmark.jlama;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.util.PhysicalCoreExecutor;
import dev.heed.benchmark.DecodingPeer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Jlama, in FLOAT32 throughout. Its cache keeps what comes after a position that is fed again; nothing reads it. */
@SuppressWarnings("rawtypes") // The parameters of its tensors are classes of a module that the compiler is not given.
public final class JlamaPeer implements DecodingPeer {
    /** Jlama takes a number of threads once in a process. */
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private final AbstractModel model;
    private final KvBufferCache cache;
    private final AbstractTensor logits;
    private KvBufferCache.KvBuffer sequence;

    /** Opens a folder. */
    public JlamaPeer(Path folder, int threads) {
        if (STARTED.compareAndSet(false, true)) {
            PhysicalCoreExecutor.overrideThreadCount(threads);
        }
        model = ModelSupport.loadModel(folder.toFile(), DType.F32, DType.F32);
        cache = new KvBufferCache(model);
        logits = model.makeDenseTensor(model.getConfig().vocabularySize);
        sequence = cache.getEphemeralKvBuffer();
    }

    @Override
    public String name() {
        return "Jlama";
    }

    @Override
    public void prefill(int[] tokens) {
        sequence.close();
        sequence = cache.getEphemeralKvBuffer();
        model.batchForward(tokens, 0, sequence, Optional.empty()).close();
    }

    @Override
    public int next(int token, int past) {
        try (AbstractTensor state = model.forward(token, past, sequence, Optional.empty())) {
            return model.sample(state, 0, 0, logits);
        }
    }

    @Override
    public void close() {
        sequence.close();
        logits.close();
        cache.close();
        model.close();
    }
}
