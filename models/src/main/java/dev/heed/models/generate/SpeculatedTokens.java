package dev.heed.models.generate;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Greedy tokens of a large decoder. A small one guesses some tokens; the large one is fed all of them at once and keeps
 * those that it would have chosen itself, and then its own choice.
 */
final class SpeculatedTokens implements TokenSource {
    private final DecoderSession large;
    private final DecoderSession small;
    private final TokenChooser chooser;
    private final int guesses;
    private final TokenList tokens;
    private final Queue<Integer> known = new ArrayDeque<>();

    SpeculatedTokens(DecoderSession large, DecoderSession small, int[] prompt, TokenChooser chooser, int guesses) {
        this.large = large;
        this.small = small;
        this.chooser = chooser;
        this.guesses = guesses;
        this.tokens = new TokenList(prompt);
    }

    @Override
    public boolean hasRoom() {
        return !known.isEmpty() || tokens.size() <= large.capacity();
    }

    @Override
    public int next() {
        if (known.isEmpty()) {
            if (large.length(0) == 0 && tokens.size() > 1) {
                // Of the prompt only the last logits are wanted.
                int[] prompt = tokens.toArray();
                large.feed(DecoderInputs.of(DecodedTokens.row(Arrays.copyOf(prompt, prompt.length - 1))));
            }
            check(guess());
        }
        return known.remove();
    }

    private int[] guess() {
        int before = tokens.size();
        int count = Math.min(guesses, Math.min(large.capacity(), small.capacity()) - before);
        TokenList guessed = new TokenList(tokens.toArray());
        for (int i = 0; i < count; i++) {
            int[] waiting = guessed.from(small.length(0));
            float[] logits = small.feed(DecoderInputs.of(DecodedTokens.row(waiting)))
                    .logits()
                    .toFloatArray();
            guessed.add(chooser.choose(guessed, logits));
        }
        return guessed.from(before);
    }

    private void check(int[] guessed) {
        int before = tokens.size();
        TokenList fed = new TokenList(tokens.from(large.length(0)));
        int first = fed.size() - 1;
        Arrays.stream(guessed).forEach(fed::add);
        float[] logits = large.feed(
                        DecoderInputs.of(DecodedTokens.row(fed.toArray())).withAllLogits())
                .logits()
                .toFloatArray();
        int vocabulary = logits.length / fed.size();
        for (int i = 0; i <= guessed.length; i++) {
            int from = (first + i) * vocabulary;
            int token = chooser.choose(tokens, Arrays.copyOfRange(logits, from, from + vocabulary));
            tokens.add(token);
            known.add(token);
            if (i == guessed.length || token != guessed[i]) {
                break;
            }
        }
        // The last token is not in the caches yet; guesses that were wrong still are.
        int right = before + known.size() - 1;
        large.truncate(0, right);
        small.truncate(0, Math.min(small.length(0), right));
    }

    @Override
    public void close() {
        try {
            large.close();
        } finally {
            small.close();
        }
    }
}
