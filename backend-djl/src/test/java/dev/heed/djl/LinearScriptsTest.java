package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The linear layers for a libtorch without oneDNN give what those for one with it give. */
class LinearScriptsTest {
    private static final int ROWS = 3;
    private static final int IN = 20;
    private static final int OUT = 7;
    private static final int FUNCTIONS = 5;

    private final Samples samples = new Samples(8);
    private final Tensor input = samples.normal(ROWS, IN);
    private final Tensor weight = samples.normal(OUT, IN);
    private final Tensor bias = samples.normal(OUT);
    private final Tensor other = samples.normal(ROWS, OUT);

    @ParameterizedTest
    @EnumSource
    void bothGiveTheSame(ProductRows rows) {
        try (Backend loaded = new DjlBackendProvider().open(BackendOptions.defaults())) {
            assertThat(loaded.id()).isEqualTo("djl");
            assumeTrue(Libtorch.hasOneDnn(), "this libtorch has no oneDNN to compare with");
            List<float[]> expected = results("linear-onednn.py", rows);
            List<float[]> actual = results("linear-aten.py", rows);
            for (int i = 0; i < expected.size(); i++) {
                for (int n = 0; n < ROWS * OUT; n++) {
                    assertThat(actual.get(i)[n]).as("result %d", i).isCloseTo(expected.get(i)[n], within(1e-5f));
                }
            }
        }
    }

    private List<float[]> results(String linear, ProductRows rows) {
        List<float[]> results = new ArrayList<>();
        try (PtNDManager manager = Libtorch.newManager();
                Script script = Script.compile(manager, linear, "attention.py", "tiles.py", "transformer.py");
                FixedValues fixed = FixedValues.create(manager);
                NativeScope scope = new NativeScope(manager, fixed)) {
            IValue packedFor = scope.value(rows.packedFor(IN));
            IValue packed = scope.value(scope.result(script.call("packed", value(scope, weight), packedFor)));
            results.add(call(script, scope, "linear", value(scope, input), packed, value(scope, bias)));
            results.add(call(
                    script, scope, "linearPlus", value(scope, input), packed, value(scope, bias), value(scope, other)));
            for (long function = 0; function < FUNCTIONS; function++) {
                results.add(call(
                        script,
                        scope,
                        "linearActivated",
                        value(scope, input),
                        packed,
                        value(scope, bias),
                        scope.value(function)));
            }
        }
        return results;
    }

    private static IValue value(NativeScope scope, Tensor tensor) {
        return scope.value(scope.array(tensor));
    }

    private static float[] call(Script script, NativeScope scope, String method, IValue... arguments) {
        return scope.result(script.call(method, arguments)).toFloatArray();
    }
}
