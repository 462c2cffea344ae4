package dev.heed.conformance.compare;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.Optional;

/** One piece of work, of the same numbers for every backend. */
interface Work {
    /** What it is. */
    WorkDescription description();

    /** Whether a backend says that it can do it. */
    Support supportedBy(Backend backend);

    /** The work on a backend, its weights loaded, to be run again and again. The caller closes it. */
    Ready on(Backend backend);

    /** The same work by an engine's own means, if it has any for it. The caller closes it. */
    default Optional<Baseline> on(BaselineProvider engine, BackendOptions options) {
        return Optional.empty();
    }

    /** What the oracle says of the beginning of the output. Takes a second or so. */
    Reference reference();

    /** Work that only has to be run. */
    interface Ready extends AutoCloseable {
        /** One call; its output. */
        Tensor run();

        @Override
        void close();
    }
}
