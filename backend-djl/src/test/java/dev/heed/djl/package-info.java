@NullMarked
package dev.heed.djl;

import org.jspecify.annotations.NullMarked;
