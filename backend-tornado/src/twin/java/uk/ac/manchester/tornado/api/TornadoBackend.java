package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** A driver and its devices. */
public interface TornadoBackend {
    /** How many devices it has. */
    int getNumDevices();

    /** One of them. */
    TornadoDevice getDevice(int index);
}
