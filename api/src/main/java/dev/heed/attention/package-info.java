/** The attention contract, rules ATT-1 to ATT-19. */
@NullMarked
package dev.heed.attention;

import org.jspecify.annotations.NullMarked;
