/** Text to token ids, by the tokenizers that Hugging Face models come with. */
@NullMarked
package dev.heed.models.text;

import org.jspecify.annotations.NullMarked;
