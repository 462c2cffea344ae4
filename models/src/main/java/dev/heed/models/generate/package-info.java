/** Text and token ids by decoders: greedy, sampled, by beams, speculative; streamed as they come. */
@NullMarked
package dev.heed.models.generate;

import org.jspecify.annotations.NullMarked;
