package uk.ac.manchester.tornado.api;

/** A grid of 3 dimension(s). */
public class WorkerGrid3D extends AbstractWorkerGrid {
    /** A grid whose groups are not set yet. */
    public WorkerGrid3D(int x, int y, int z) {
        super(x, y, z);
    }

    @Override
    public int dimension() {
        return 3;
    }
}
