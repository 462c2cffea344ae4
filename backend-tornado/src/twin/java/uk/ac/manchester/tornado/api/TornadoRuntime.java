package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** The drivers of this JVM. */
public interface TornadoRuntime {
    /** How many drivers there are. */
    int getNumBackends();

    /** One of them. */
    TornadoBackend getBackend(int index);

    /** The device that runs what names none. */
    TornadoDevice getDefaultDevice();
}
