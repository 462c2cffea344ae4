package uk.ac.manchester.tornado.api;

/** A grid of 1 dimension(s). */
public class WorkerGrid1D extends AbstractWorkerGrid {
    /** A grid whose groups are not set yet. */
    public WorkerGrid1D(int x) {
        super(x, 1, 1);
    }

    @Override
    public int dimension() {
        return 1;
    }
}
