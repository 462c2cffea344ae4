package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StopWordsTest {
    @Test
    void whatMayBecomeAWord_isHeldBack_untilItIsNone() {
        StopWords words = new StopWords(List.of("###", "\n\n"));

        assertThat(words.add("one #")).isEqualTo("one ");
        assertThat(words.add("#")).isEmpty();
        assertThat(words.add(" two\n")).isEqualTo("## two");
        assertThat(words.found()).isFalse();
        assertThat(words.rest()).isEqualTo("\n");
    }

    @Test
    void theFirstWord_endsTheText_evenWithinAPiece() {
        StopWords words = new StopWords(List.of("end", "stop"));

        assertThat(words.add("a sto")).isEqualTo("a ");
        assertThat(words.add("p and the end")).isEmpty();
        assertThat(words.found()).isTrue();
        assertThat(words.rest()).isEmpty();
    }

    @Test
    void withoutWords_everythingPasses() {
        StopWords words = new StopWords(List.of());

        assertThat(words.add("anything")).isEqualTo("anything");
        assertThat(words.rest()).isEmpty();
    }
}
