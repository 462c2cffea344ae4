package uk.ac.manchester.tornado.api;

/** What a work-item knows of itself. In the twin every work-item has one of its own. */
public class KernelContext {
    /** The twin's own: what TornadoVM 5.2 takes on a device for one. */
    static final long BYTES = 312;

    /** Its place among all work-items. */
    public Integer globalIdx = 0;

    /** Its place among all work-items. */
    public Integer globalIdy = 0;

    /** Its place among all work-items. */
    public Integer globalIdz = 0;

    /** Its group. */
    public Integer groupIdx = 0;

    /** Its group. */
    public Integer groupIdy = 0;

    /** Its group. */
    public Integer groupIdz = 0;

    /** Its place in the group. */
    public Integer localIdx = 0;

    /** Its place in the group. */
    public Integer localIdy = 0;

    /** Its place in the group. */
    public Integer localIdz = 0;

    /** All work-items. */
    public Integer globalGroupSizeX = 0;

    /** All work-items. */
    public Integer globalGroupSizeY = 0;

    /** All work-items. */
    public Integer globalGroupSizeZ = 0;

    /** The work-items of a group. */
    public Integer localGroupSizeX = 0;

    /** The work-items of a group. */
    public Integer localGroupSizeY = 0;

    /** The work-items of a group. */
    public Integer localGroupSizeZ = 0;

    LocalMemory local = new LocalMemory();
    int allocations;

    /** For a task's argument; the twin makes its own for the work-items. */
    public KernelContext() {}

    /** Waits for the group. {@link SteppedKernel} replaces this call in the kernel's own method. */
    public void localBarrier() {
        throw new IllegalStateException("a barrier outside of the kernel's own method, which the twin cannot step");
    }

    /** Memory of the group, of a constant size; NaN until written to. */
    public float[] allocateFloatLocalArray(int size) {
        return local.floats(allocations++, size);
    }

    /** Memory of the group, of a constant size. */
    public int[] allocateIntLocalArray(int size) {
        return local.ints(allocations++, size);
    }
}
