package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.encoder.Activation;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.EncoderInputs;
import dev.heed.encoder.TransformerSpec;
import dev.heed.spi.EncoderCall;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackedBatchTest {
    private static PackedBatch pack(int threads, int... lengths) {
        EncoderInputs inputs = new Samples(3).sequences(lengths);
        return PackedBatch.of(EncoderCall.check(Samples.bert(1, 32), inputs), threads);
    }

    @Test
    void equallyLongSequences_areOneRun() {
        PackedBatch batch = pack(1, 3, 5, 0, 3, 5);
        assertThat(batch.parts()).hasSize(1);
        PackedBatch.Part part = batch.parts().get(0);
        assertThat(part.sequences()).containsExactly(1, 4, 0, 3);
        assertThat(part.runs()).containsExactly(0, 2, 5, 10, 2, 3);
        assertThat(part.tokens()).isEqualTo(16);
    }

    @Test
    void enc03_sequencesWithoutTokens_areLeftOut() {
        assertThat(pack(2, 0, 0).parts()).isEmpty();
    }

    @Test
    void largeBatch_isSharedEvenlyAmongThreads() {
        int[] lengths = new int[32];
        Arrays.fill(lengths, 128);
        PackedBatch batch = pack(2, lengths);
        assertThat(batch.balanced()).isTrue();
        assertThat(batch.parts().size() % 2).isZero();
        List<Integer> sequences = batch.parts().stream()
                .flatMap(part -> Arrays.stream(part.sequences()).boxed())
                .toList();
        assertThat(sequences).doesNotHaveDuplicates().hasSize(32);
    }

    @Test
    void unequalSequences_areSharedAsEvenlyAsTheyCanBe() {
        int[] lengths = IntStream.rangeClosed(1, 99).toArray();
        PackedBatch batch = pack(2, lengths);
        assertThat(batch.balanced()).isTrue();
        assertThat(batch.parts().size() % 2).isZero();
        int share = IntStream.of(lengths).sum() / batch.parts().size();
        assertThat(batch.parts()).allSatisfy(part -> assertThat(part.tokens()).isBetween(share - 99, share + 99));
        assertThat(batch.parts().stream().mapToInt(PackedBatch.Part::tokens).sum())
                .isEqualTo(IntStream.of(lengths).sum());
    }

    @Test
    void theWiderTheFeedForwardBlocks_theFewerTokensHasAPart() {
        int[] lengths = new int[64];
        Arrays.fill(lengths, 128);
        EncoderInputs inputs = new Samples(3).sequences(lengths);
        for (Activation activation : List.of(Activation.RELU, Activation.GEGLU)) {
            TransformerSpec spec = TransformerSpec.builder(1, 64, 1, 3072)
                    .activation(activation)
                    .embeddings(new Embeddings(100, 0, false, 1))
                    .build();
            int tokens = activation.gated() ? 256 : 512;
            assertThat(PackedBatch.of(EncoderCall.check(spec, inputs), 2).parts())
                    .hasSize(64 * 128 / tokens)
                    .allSatisfy(part -> assertThat(part.tokens()).isEqualTo(tokens));
        }
    }

    @Test
    void oneLongSequence_takesAllThreads() {
        assertThat(pack(2, 128).balanced()).isFalse();
        assertThat(pack(2, 128, 4, 4).balanced()).isFalse();
    }

    @Test
    void rows_areRoundedUp_soThatShapesRepeat() {
        assertThat(pack(1, 1).parts().get(0).rows()).isEqualTo(16);
        assertThat(pack(1, 16).parts().get(0).rows()).isEqualTo(16);
        assertThat(pack(1, 100, 100).parts().get(0).rows()).isEqualTo(256);
    }
}
