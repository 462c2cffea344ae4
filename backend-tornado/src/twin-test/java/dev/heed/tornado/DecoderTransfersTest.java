package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.ac.manchester.tornado.api.Tally;

/** What a decoder's step compiles, and what it moves, as the twin counts it. */
class DecoderTransfersTest {
    private static final int VOCABULARY = 20;
    private static final int LONG = 6978;

    /** 66 ints; of each row its entry of 9, a page of 16 tokens, 3 + 2 for what it sees, its token, position and place. */
    @ParameterizedTest
    @CsvSource({"1, 0", "10, 0", "11, 6978", "40, 6978"})
    void aStepSendsItsInts_inTheRoomOf256_orElseOfARunOf256Tokens(int rows, int room) {
        int ints = 66 + rows * (9 + 1 + 3 + 2 + 3);
        assertThat(ints).isBetween(room == 0 ? 1 : 257, room == 0 ? 256 : LONG);
        try (Backend backend = TestedBackend.open();
                Decoder decoder = SmallModels.decoder(backend);
                DecoderSession session = SmallModels.session(decoder, rows)) {
            SmallModels.feed(session, rows, 3);
            try (Tally tally = Tally.start()) {
                SmallModels.feed(session, rows, 4);
                int ofLayer = 3;
                int picks = 33;
                int calls = Capacity.groups(rows, 32);
                assertThat(tally.sent()).isEqualTo(4L * (256 + room + ofLayer + calls * picks));
                assertThat(tally.brought()).isEqualTo(4L * rows * VOCABULARY);
                assertThat(tally.compiled()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "40"})
    void aStepOfShortRows_andOneOfLongOnes_giveTheSameLogits(int rows) {
        try (Backend backend = TestedBackend.open();
                Decoder decoder = SmallModels.decoder(backend);
                DecoderSession one = SmallModels.session(decoder, 1);
                DecoderSession all = SmallModels.session(decoder, rows)) {
            for (int token = 3; token < 8; token++) {
                float[] expected = SmallModels.feed(one, 1, token);
                assertThat(SmallModels.feed(all, rows, token)).startsWith(expected);
            }
        }
    }
}
