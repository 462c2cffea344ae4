package dev.heed.models;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A part that was loaded, or why it was not; so that the other parts can be waited for first.
 *
 * @param value the part
 * @param failure what it failed with
 */
record Loaded<T>(Optional<T> value, Optional<RuntimeException> failure) {
    static <T> Loaded<T> of(Supplier<T> loading) {
        try {
            return new Loaded<>(Optional.of(loading.get()), Optional.empty());
        } catch (RuntimeException failure) {
            return new Loaded<>(Optional.empty(), Optional.of(failure));
        }
    }

    T get() {
        return value.orElseThrow(() -> failure.orElseThrow());
    }
}
