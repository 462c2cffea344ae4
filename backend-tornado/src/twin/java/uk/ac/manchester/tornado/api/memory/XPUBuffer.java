package uk.ac.manchester.tornado.api.memory;

/** A buffer on a device. */
public interface XPUBuffer {
    /** Its bytes. */
    long size();
}
