/** Models from real weights: text in, embeddings out, on any backend. */
@NullMarked
package dev.heed.models;

import org.jspecify.annotations.NullMarked;
