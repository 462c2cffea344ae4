/** What reading the files of any model needs: weights by name, JSON read strictly, and one way to say what is wrong. */
@NullMarked
package dev.heed.models.files;

import org.jspecify.annotations.NullMarked;
