package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

class NativeFloatsTest {
    /** Asks for more than JavaCPP's limit, which is set low. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            assertThat(new Nd4jBackendProvider().probe().toString()).startsWith("Available");
            try (NativeFloats first = NativeFloats.allocate(1 << 26);
                    NativeFloats second = NativeFloats.allocate(1 << 26)) {
                System.out.println("allocated " + first.capacity() + second.capacity());
            } catch (OutOfMemoryError expected) {
                System.out.println(expected.getMessage());
            }
        }
    }

    @Test
    void nativeMemoryRefused_saysHowToGetMore() {
        OtherJvm.Result result = new OtherJvm()
                .with("-Dorg.bytedeco.javacpp.maxphysicalbytes=300m")
                .run(Main.class);
        assertThat(result.output())
                .startsWith("256 MB of native memory were refused: Physical memory usage is too high")
                .contains("raise -Xmx, or lift the limit with -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    }

    @Test
    void moreThanOneBlockCanHold_isRefusedBeforeAnythingNative() {
        assertThatThrownBy(() -> NativeFloats.allocate(NativeFloats.MOST + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Split the batch or the sequences.");
    }

    @Test
    void blocksOutliveTheWorkspaceOfTheHostApplication() {
        NativeFloats block;
        try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager()
                .getAndActivateWorkspace(
                        WorkspaceConfiguration.builder().initialSize(1 << 20).build(), "host")) {
            assertThat(workspace.isScopeActive()).isTrue();
            block = NativeFloats.allocate(100);
            block.put(0, new float[] {7}, 0, 1);
        }
        try (MemoryWorkspace again =
                Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread("host").notifyScopeEntered()) {
            Nd4j.zeros(1000);
            assertThat(again.isScopeActive()).isTrue();
        }
        float[] read = new float[1];
        block.get(0, read, 0, 1);
        assertThat(read[0]).isEqualTo(7);
        block.close();
    }
}
