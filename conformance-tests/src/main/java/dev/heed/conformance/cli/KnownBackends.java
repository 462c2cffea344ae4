package dev.heed.conformance.cli;

import dev.heed.Backend;
import dev.heed.BackendSelectionException;
import dev.heed.Backends;
import java.util.List;
import java.util.function.Supplier;

/** Opens backends by the ids that somebody typed. */
public final class KnownBackends {
    private KnownBackends() {}

    /**
     * Opens a backend.
     *
     * @param backends those there are
     * @param ids what was typed
     * @param open opens one of these
     * @throws CommandFailure for wrong usage if there is no backend of one of the ids
     */
    public static Backend open(Backends backends, List<String> ids, Supplier<Backend> open) {
        try {
            return open.get();
        } catch (BackendSelectionException failure) {
            List<String> known =
                    backends.candidates().stream().map(each -> each.id()).toList();
            throw known.containsAll(ids) ? failure : CommandFailure.usage(failure);
        }
    }
}
