package dev.heed.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heed.models.Refused;
import dev.heed.models.TinyBert;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class TextTokenizerTest {
    private static final Path FILE = Path.of("tokenizer.json");
    private static final TextTokenizer MINILM = TextTokenizer.of(FILE.toString(), miniLm(), 256);

    @AfterAll
    static void close() {
        MINILM.close();
    }

    private static byte[] miniLm() {
        try (InputStream in = Objects.requireNonNull(
                TextTokenizerTest.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json"))) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void wordsBecomeIds() {
        assertThat(ids("A man is eating food.")).containsExactly(101, 1037, 2158, 2003, 5983, 2833, 1012, 102);
        assertThat(MINILM.vocabulary()).isEqualTo(30522);
    }

    @Test
    void emptyText_isSpecialTokensAlone() {
        assertThat(ids("")).containsExactly(101, 102);
        assertThat(ids(" \n\t")).containsExactly(101, 102);
        assertThat(MINILM.tokenize(List.of())).isEmpty();
    }

    @Test
    void hundredThousandWords_areCutOff() {
        String text = "word ".repeat(100_000);

        TokenSequence sequence = MINILM.tokenize(List.of(text)).get(0);

        assertThat(sequence.length()).isEqualTo(256);
        assertThat(sequence.truncated()).isTrue();
        assertThat(sequence.ids()).startsWith(101).endsWith(102);
        assertThat(MINILM.tokenize(List.of("word")).get(0).truncated()).isFalse();
    }

    @Test
    void loneSurrogate_countsAsReplacementCharacter_andSparesTheRest() {
        for (String lone : List.of("\uD83D", "\uDE00", "\uDE00\uD83D")) {
            assertThat(ids("good " + lone + " food")).isEqualTo(ids("good \uFFFD food"));
        }
        assertThat(ids("caf\u00E9 \uD83D\uDE00 \uD83D")).isEqualTo(ids("caf\u00E9 \uD83D\uDE00 \uFFFD"));
        assertThat(ids("\uD83D\uDE00")).as("a pair is left alone").isNotEqualTo(ids("\uFFFD"));
    }

    @Test
    void nulCharacter_isNoEnd() {
        assertThat(ids("good\0 food")).isEqualTo(ids("good food"));
    }

    @Test
    void nullText_isNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MINILM.tokenize(Arrays.asList("a", null)))
                .withMessage("texts[1]: expected a text, got null");
    }

    @Test
    void batchOfAnySize_equalsOneByOne() {
        List<String> texts = IntStream.range(0, 100)
                .mapToObj(i -> "food ".repeat(i) + "x".repeat(i * 400))
                .toList();

        List<TokenSequence> batch = MINILM.tokenize(texts);

        for (int i = 0; i < texts.size(); i++) {
            assertThat(batch.get(i).ids()).containsExactly(ids(texts.get(i)));
        }
    }

    @Test
    void manyThreads_getWhatOneGets() {
        List<String> texts = IntStream.range(0, 64).mapToObj(i -> "number " + i).toList();
        String alone = MINILM.tokenize(texts).stream()
                .map(each -> Arrays.toString(each.ids()))
                .collect(Collectors.joining());

        List<String> together = Collections.nCopies(50, texts).parallelStream()
                .map(each -> MINILM.tokenize(each).stream()
                        .map(one -> Arrays.toString(one.ids()))
                        .collect(Collectors.joining()))
                .toList();

        assertThat(together).containsOnly(alone);
    }

    @Test
    void truncationAndPaddingOfTheFile_areNotHeeded() {
        try (TextTokenizer tiny = tiny(TinyBert.tokenizer(32), 10)) {
            assertThat(tiny.tokenize(List.of("w0 w1 w2 w3 w4")).get(0).ids()).containsExactly(1, 5, 6, 7, 8, 9, 2);
            assertThat(tiny.tokenize(List.of("w0")).get(0).ids()).containsExactly(1, 5, 2);
        }
    }

    @Test
    void vocabularyIsTheLargestIdAndOne() {
        String json = TinyBert.tokenizer(32)
                .replace("\"added_tokens\": [", "\"added_tokens\": [{\"id\": 99, \"content\": \"x\"},");
        assertThat(VocabularySize.of("x", json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(100);
        assertThat(VocabularySize.of(
                        "x", "{\"model\":{\"vocab\":[[\"a\",-1.0],[\"b\",-2.0]]}}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(2);
    }

    @Test
    void whatIsNoTokenizer_isRefused() {
        assertThat(refusal("{")).isEqualTo("FILE is not sound JSON: it ends too early (line 1).");
        assertThat(refusal("[]")).isEqualTo("FILE: expected the JSON object of a tokenizer.");
        assertThat(refusal("{}")).isEqualTo("FILE: expected a tokenizer with the vocabulary model.vocab, got none.");
        assertThat(refusal("{\"model\":{\"type\":\"Nonsense\",\"vocab\":{\"a\":0}}}"))
                .startsWith("FILE is not a tokenizer that can be read: ");
    }

    @Test
    void tooFewTokens_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tiny(TinyBert.tokenizer(32), 2))
                .withMessage("maxTokens: expected 3 or more, got 2");
    }

    @Test
    void closedTokenizer_saysSo() {
        TextTokenizer tiny = tiny(TinyBert.tokenizer(32), 10);
        tiny.close();
        tiny.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> tiny.tokenize(List.of("w0")))
                .withMessage("tokenizer 'tokenizer.json' is closed.");
    }

    private static String refusal(String json) {
        return Refused.message(FILE, () -> tiny(json, 10).close());
    }

    private static TextTokenizer tiny(String json, int maxTokens) {
        return TextTokenizer.of(FILE.toString(), json.getBytes(StandardCharsets.UTF_8), maxTokens);
    }

    private static int[] ids(String text) {
        return MINILM.tokenize(List.of(text)).get(0).ids();
    }
}
