/** Reading a model's files: what can go wrong, told in one way. */
@NullMarked
package dev.heed.models.files;

import org.jspecify.annotations.NullMarked;
