package dev.heed.models.generate;

/**
 * What was generated from one prompt of a batch.
 *
 * @param content what comes after the prompt
 * @param tokens how many tokens were generated for it
 * @param finish why it ended
 * @param <T> token ids, or text
 */
public record Generated<T>(T content, int tokens, FinishReason finish) {}
