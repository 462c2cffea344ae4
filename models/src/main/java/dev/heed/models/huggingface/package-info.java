/**
 * Decoders and encoder-decoders from folders in the Hugging Face layout: what the fields of a {@code config.json} mean,
 * and what the files call the weights. One class for a family.
 */
@NullMarked
package dev.heed.models.huggingface;

import org.jspecify.annotations.NullMarked;
