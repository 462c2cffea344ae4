package dev.heed.nd4j;

/**
 * Projects rows, and hands each result on. Many rows are divided among the crew; where there are few, the weights are, by
 * panels of columns and by parts of their rows, whose results are added up.
 *
 * @param backend whose crew works
 * @param buffers for one stage at a time
 */
record ProjectionStage(Nd4jBackend backend, NativeBuffers<DecoderPass.Use> buffers) {
    /** Fewer rows than these for each thread divide the weights. */
    private static final int FEW_ROWS = 48;

    /** Fewer than these are handed on sooner than others would notice that there is work. */
    private static final int FEW_RESULTS = 8;

    /** So many weights are enough for one task. */
    private static final int GOOD_WEIGHTS = 1 << 19;

    /** Results that are added up at most; each is written and read once more. */
    private static final int MOST_PARTS = 8;

    /** What is done with each row. */
    interface RowWork {
        void on(int r, Scratch scratch);
    }

    /** What is done with each row's projection. */
    interface ResultWork {
        /**
         * Uses one.
         *
         * @param result all outputs, to be changed at will; {@link Scratch#row} is the same array
         */
        void on(int r, float[] result, Scratch scratch);
    }

    /** Does something with each row. */
    void eachRow(int rows, RowWork work) {
        Team team = rows < FEW_RESULTS ? Team.solo() : backend.crew();
        Grid.ofRows(rows, backend.threads())
                .forEach(team, tile -> backend.scratches().lend(scratch -> {
                    for (int r = tile.row(); r < tile.rowEnd(); r++) {
                        work.on(r, scratch);
                    }
                }));
    }

    /**
     * Projects all rows.
     *
     * @param output as many rows; what they hold afterwards is undefined but for what the work puts there
     */
    void project(Projection projection, Rows input, Rows output, ResultWork work) {
        int rows = input.count();
        if (rows >= FEW_ROWS * backend.threads()) {
            Grid.of(rows, projection.out(), projection.out(), backend.threads())
                    .forEach(backend.crew(), tile -> backend.scratches().lend(scratch -> {
                        Rows results = output.rows(tile.row(), tile.rowEnd());
                        projection.apply(input.rows(tile.row(), tile.rowEnd()), results);
                        for (int r = tile.row(); r < tile.rowEnd(); r++) {
                            handOn(projection, output, r, rows, scratch, work);
                        }
                    }));
            return;
        }
        int parts = parts(projection);
        Rows sums = parts == 1 ? output : buffers.rows(DecoderPass.Use.PARTS, parts * rows, projection.out());
        backend.crew().forEach(parts * projection.panels().size(), task -> backend.scratches()
                .lend(scratch -> {
                    int part = task % parts;
                    int from = (int) ((long) projection.in() * part / parts);
                    int to = (int) ((long) projection.in() * (part + 1) / parts);
                    Rows results = sums.rows(part * rows, (part + 1) * rows);
                    projection.apply(task / parts, from, to, input, results, scratch);
                }));
        eachRow(rows, (r, scratch) -> handOn(projection, sums, r, rows, scratch, work));
    }

    /** Into how many parts the rows of each panel are divided; the same for every call (rule ATT-15). */
    private int parts(Projection projection) {
        int panels = projection.panels().size();
        long weights = (long) projection.in() * projection.out();
        int wanted = (int) Math.min(MOST_PARTS, weights / GOOD_WEIGHTS / panels);
        int needed = (backend.threads() + panels - 1) / panels;
        return Math.max(1, Math.min(projection.in(), Math.max(wanted, needed)));
    }

    /** Adds up the parts of a row's projection, which lie so many rows apart, and the bias. */
    private static void handOn(Projection projection, Rows parts, int r, int apart, Scratch scratch, ResultWork work) {
        int out = projection.out();
        float[] result = scratch.row(out);
        float[] part = scratch.secondRow(out);
        parts.get(r, result, 0);
        for (int row = r + apart; row < parts.count(); row += apart) {
            parts.get(row, part, 0);
            Vectors.add(result, part, 0, out);
        }
        Vectors.add(result, projection.bias(), 0, out);
        work.on(r, result, scratch);
    }
}
