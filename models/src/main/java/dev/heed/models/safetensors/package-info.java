/** Reading the safetensors format, without trusting it. */
@NullMarked
package dev.heed.models.safetensors;

import org.jspecify.annotations.NullMarked;
