package dev.heed.models.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.models.text.TextTokenizer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class DetokenizerTest {
    /** The bytes of é and a as GPT-2 writes them, and a word. */
    private static final String BYTES = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
             "post_processor": null,
             "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
             "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
               "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
               "vocab": {"Ã": 0, "©": 1, "a": 2, "Ġ": 3, "Ġa": 4}, "merges": ["Ġ a"]}}
            """;

    @Test
    void aCharacterOfTwoTokens_comesWhole() {
        try (TextTokenizer tokenizer = tokenizer()) {
            Detokenizer detokenizer = new Detokenizer(tokenizer, 2);

            assertThat(detokenizer.add(0)).isEmpty();
            assertThat(detokenizer.add(1)).isEqualTo("é");
            assertThat(detokenizer.add(4)).isEqualTo(" a");
            assertThat(detokenizer.rest()).isEmpty();
        }
    }

    @Test
    void halfACharacterAtTheEnd_isNotLostInSilence() {
        try (TextTokenizer tokenizer = tokenizer()) {
            Detokenizer detokenizer = new Detokenizer(tokenizer, 2);

            assertThat(detokenizer.add(4)).isEqualTo(" a");
            assertThat(detokenizer.add(0)).isEmpty();
            assertThat(detokenizer.rest()).isEqualTo("\ufffd");
        }
    }

    private static TextTokenizer tokenizer() {
        return TextTokenizer.of("bytes", BYTES.getBytes(StandardCharsets.UTF_8), 16);
    }
}
