/** Decoders: what generates, token by token, with a cache of what it has seen (rules DEC-1 to DEC-10). */
@NullMarked
package dev.heed.decoder;

import org.jspecify.annotations.NullMarked;
