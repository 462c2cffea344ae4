package dev.heed.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.encoder.EncoderInputs;
import dev.heed.spi.EncoderCall;
import java.util.Arrays;
import java.util.List;
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
