/** The search finds and shrinks what is wrong, and nothing in what is right. */
@NullMarked
package dev.heed.conformance.search;

import org.jspecify.annotations.NullMarked;
