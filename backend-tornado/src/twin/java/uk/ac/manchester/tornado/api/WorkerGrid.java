package uk.ac.manchester.tornado.api;

/** How many work-items run a task, and in which groups. */
public interface WorkerGrid {
    /** 1 to 3. */
    int dimension();

    /** Work-items in each dimension. */
    long[] getGlobalWork();

    /** Work-items of a group in each dimension. */
    long[] getLocalWork();

    /** Changes the work-items; may be done between runs. */
    void setGlobalWork(long x, long y, long z);

    /** Changes the groups. */
    void setLocalWork(long x, long y, long z);
}
