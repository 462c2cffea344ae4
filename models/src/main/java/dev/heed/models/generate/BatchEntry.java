package dev.heed.models.generate;

import dev.heed.decoder.DecoderSession;

/** How prompts come into a running batch. */
interface BatchEntry {
    /**
     * The text that begins with a prompt, in a row that is empty.
     *
     * @throws IllegalArgumentException if the prompt or the options do not fit
     */
    GrowingText begin(int[] prompt, GenerationOptions options);

    /** Adds an empty row for the prompt, as a session's last. */
    void join(int[] prompt, DecoderSession session);
}
