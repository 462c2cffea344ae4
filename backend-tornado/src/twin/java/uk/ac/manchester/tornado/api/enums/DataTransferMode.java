package uk.ac.manchester.tornado.api.enums;

/** When data moves between host and device. */
public class DataTransferMode {
    /** Once; the device keeps it. */
    public static final int FIRST_EXECUTION = 0;

    /** Each time that the graph runs. */
    public static final int EVERY_EXECUTION = 1;

    /** When the result is asked for it. */
    public static final int UNDER_DEMAND = 2;

    private DataTransferMode() {}
}
