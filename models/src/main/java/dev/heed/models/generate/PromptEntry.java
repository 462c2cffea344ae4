package dev.heed.models.generate;

import dev.heed.decoder.DecoderSession;

/** Prompts come as the beginning of their rows. */
record PromptEntry(TokenGenerator generator) implements BatchEntry {
    @Override
    public GrowingText begin(int[] prompt, GenerationOptions options) {
        return generator.begin(prompt, options);
    }

    @Override
    public void join(int[] prompt, DecoderSession session) {
        session.join(1);
    }
}
