/** The BERT family: what its configurations mean, and what its weights are called. */
@NullMarked
package dev.heed.models.bert;

import org.jspecify.annotations.NullMarked;
