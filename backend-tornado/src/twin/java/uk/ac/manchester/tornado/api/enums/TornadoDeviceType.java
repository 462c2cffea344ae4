package uk.ac.manchester.tornado.api.enums;

/** What kind of device it is. */
public enum TornadoDeviceType {
    /** Not said. */
    UNKNOWN,
    /** The driver's default. */
    DEFAULT,
    /** A processor. */
    CPU,
    /** A graphics processor. */
    GPU,
    /** Programmable logic. */
    FPGA,
    /** Something else that computes. */
    ACCELERATOR,
    /** Something of its own kind. */
    CUSTOM,
    /** All of them, in queries. */
    ALL
}
