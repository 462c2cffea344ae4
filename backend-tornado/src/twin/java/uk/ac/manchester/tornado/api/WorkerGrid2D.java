package uk.ac.manchester.tornado.api;

/** A grid of 2 dimension(s). */
public class WorkerGrid2D extends AbstractWorkerGrid {
    /** A grid whose groups are not set yet. */
    public WorkerGrid2D(int x, int y) {
        super(x, y, 1);
    }

    @Override
    public int dimension() {
        return 2;
    }
}
