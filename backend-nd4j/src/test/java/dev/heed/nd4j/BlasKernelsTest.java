package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlasKernelsTest {
    private static final String WIDE = "flags\t\t: fpu avx2 avx512f avx512dq avx512cd avx512bw avx512vl vaes";

    private static final String AMD = "vendor_id\t: AuthenticAMD";

    @Test
    void aProcessorIsWhatLinuxSaysOfIt() {
        assertThat(Processor.isAmd(List.of("processor\t: 0", AMD, WIDE))).isTrue();
        assertThat(Processor.isAmd(List.of("vendor_id\t: GenuineIntel", WIDE))).isFalse();
        assertThat(Processor.hasAvx512(List.of("processor\t: 0", AMD, WIDE))).isTrue();
        assertThat(Processor.hasAvx512(List.of(AMD, WIDE.replace("avx512dq ", ""))))
                .isFalse();
        assertThat(Processor.hasAvx512(List.of(AMD))).isFalse();
        assertThat(Processor.hasAvx512(List.of())).isFalse();
    }

    @Test
    void smallProductsArePackedWhereTheKernelsAreOthers() {
        assertThat(BlasKernels.multiplySmallMatricesAsTheyStand(null, List.of(AMD, WIDE)))
                .isTrue();
        assertThat(BlasKernels.multiplySmallMatricesAsTheyStand("SkylakeX", List.of(AMD)))
                .isTrue();
        assertThat(BlasKernels.multiplySmallMatricesAsTheyStand("Haswell", List.of(AMD, WIDE)))
                .isFalse();
        assertThat(BlasKernels.multiplySmallMatricesAsTheyStand(null, List.of(AMD)))
                .isFalse();
    }

    @Test
    void openBlasLoadsTheWideKernelsOnSuchAProcessor() {
        assumeTrue(
                Processor.isAmd(Processor.description()) && Processor.hasAvx512(Processor.description()),
                "needs an AMD processor with AVX-512, and Linux: elsewhere OpenBLAS chooses");
        assumeTrue(System.getenv(BlasKernels.VARIABLE) == null, BlasKernels.VARIABLE + " is set: that choice stands");

        assertThat(loading().output()).contains("Core: SkylakeX").contains("Available");
    }

    @Test
    void aChoiceOfTheUsersStands() {
        assumeTrue(Processor.name().contains("AMD") || Processor.name().contains("Intel"), "needs x86 kernels");

        OtherJvm jvm = new OtherJvm().withVariable(BlasKernels.VARIABLE, "Haswell");

        assertThat(loading(jvm).output()).contains("Core: Haswell").contains("Available");
    }

    private static OtherJvm.Result loading() {
        return loading(new OtherJvm());
    }

    /** OpenBLAS says which kernels it takes. */
    private static OtherJvm.Result loading(OtherJvm jvm) {
        return jvm.withVariable("OPENBLAS_VERBOSE", "2").run(ProbeMain.class);
    }
}
