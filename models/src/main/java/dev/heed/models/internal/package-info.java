/** What the rooms of the models share, and no one else uses. */
@NullMarked
package dev.heed.models.internal;

import org.jspecify.annotations.NullMarked;
