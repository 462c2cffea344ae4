/** The encoder contract, rules ENC-1 to ENC-5. */
@NullMarked
package dev.heed.encoder;

import org.jspecify.annotations.NullMarked;
