package uk.ac.manchester.tornado.api.memory;

/** A buffer on a device. */
public interface XPUBuffer {
    /** Where it is; 0 if the driver refused it, of which TornadoVM says nothing. */
    long toBuffer();

    /** Its bytes. */
    long size();
}
