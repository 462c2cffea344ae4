package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.heed.attention.AttentionSpec;
import dev.heed.spi.AttentionCall;
import dev.heed.spi.Baseline;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;

/** One call of the engine's attention, whose query, key and value are native already. */
final class DjlBaseline implements Baseline {
    private final PtNDManager manager = Libtorch.newManager();
    private final Script script = Script.compile(manager, "baseline.py");
    private final FixedValues fixed = FixedValues.create(manager);
    private final NativeScope inputs = new NativeScope(manager, fixed);
    private final Workers workers;
    private final AttentionCall call;
    private final IValue[] arguments;

    /** libtorch must be loaded. */
    DjlBaseline(AttentionCall call, int threads) {
        AttentionSpec spec = call.spec();
        this.call = call;
        this.workers = new Workers(threads);
        this.arguments = new IValue[] {
            inputs.value(inputs.array(call.inputs().query())),
            inputs.value(inputs.array(call.inputs().key())),
            inputs.value(inputs.array(call.inputs().value())),
            inputs.value(!call.visible().everything()),
            inputs.value(spec.effectiveScale()),
            inputs.value(spec.heads() > spec.keyValueHeads())
        };
    }

    @Override
    public void run() {
        workers.together(Long.MAX_VALUE, () -> {
            try (IValue output = script.call("baseline", arguments)) {
                return output.isTensor();
            }
        });
    }

    @Override
    public Tensor output() {
        return workers.together(Long.MAX_VALUE, () -> {
            try (NativeScope scope = new NativeScope(manager, fixed)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) call.outputShape().size() * Float.BYTES);
                bytes.put(NativeScope.memoryOf(scope.result(script.call("baseline", arguments))));
                return Tensor.ofBytes(DType.FLOAT32, call.outputShape(), bytes.flip());
            }
        });
    }

    @Override
    public void close() {
        workers.close();
        inputs.close();
        script.close();
        fixed.close();
        manager.close();
    }
}
