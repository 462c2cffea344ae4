package dev.heed.nd4j;

import dev.heed.attention.Score;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chunk's way through all layers. Each stage is divided among a team; what the stages hand on lies in native
 * buffers, and all that is not a product is done row by row in Java, where a row stays in the first-level cache.
 */
final class ForwardPass {
    /** The native buffers, [rows of the chunk, …]. */
    enum Use {
        STATE,
        NORMED,
        QUERY_KEY_VALUE,
        CONTEXT,
        BLOCK_OUTPUT,
        INNER,
        GATE
    }

    private final EncoderRun run;
    private final TransformerSpec spec;
    private final Chunk chunk;
    private final Team team;
    private final int threads;
    private final Rows state;
    private final Rows normed;
    private final Rows queryKeyValue;
    private final Rows context;
    private final Rows blockOutput;
    private final Rows inner;
    private final Rows gate;
    private final Patterns patterns;
    private final boolean masked;
    private volatile boolean suspectValues;

    ForwardPass(EncoderRun run, Chunk chunk, Team team, int threads, NativeBuffers<Use> buffers) {
        this.run = run;
        this.spec = run.spec();
        this.chunk = chunk;
        this.team = team;
        this.threads = threads;
        int rows = chunk.rows();
        int projected = (spec.heads() + 2 * spec.keyValueHeads()) * spec.headWidth();
        boolean norms = spec.placement() == NormPlacement.PRE || spec.finalNorm();
        state = buffers.rows(Use.STATE, rows, spec.width());
        normed = norms ? buffers.rows(Use.NORMED, rows, spec.width()) : state;
        queryKeyValue = buffers.rows(Use.QUERY_KEY_VALUE, rows, projected);
        context = buffers.rows(Use.CONTEXT, rows, spec.heads() * spec.headWidth());
        blockOutput = buffers.rows(Use.BLOCK_OUTPUT, rows, spec.width());
        inner = buffers.rows(Use.INNER, rows, spec.feedForwardWidth());
        gate = spec.activation().gated() ? buffers.rows(Use.GATE, rows, spec.feedForwardWidth()) : inner;
        patterns = Patterns.of(spec.mask());
        masked = chunk.sequences().stream()
                .anyMatch(each -> !Band.of(spec.mask(), patterns, each.length()).everything());
    }

    void run() {
        List<Layer> layers = run.weights().layers();
        boolean pre = spec.placement() == NormPlacement.PRE;
        NormRow last = run.weights().finalNorm();
        embed(layers.isEmpty() ? last : pre ? layers.get(0).attentionNorm() : null);
        run.results().hidden(0, chunk, state);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean isLast = i == layers.size() - 1;
            Rows input = pre ? normed : state;
            project(layer.queryKeyValue(), input);
            attend(layer, i);
            multiply(layer.attentionOutput(), context);
            addBlock(
                    layer.attentionOutput().bias(),
                    pre ? null : layer.attentionNorm(),
                    pre ? layer.feedForwardNorm() : null);
            expand(layer, input);
            multiply(layer.down(), inner);
            NormRow next = isLast ? last : pre ? layers.get(i + 1).attentionNorm() : null;
            addBlock(layer.down().bias(), pre ? null : layer.feedForwardNorm(), next);
            run.results().hidden(i + 1, chunk, state);
        }
        run.results().states(chunk, last == null ? state : normed);
    }

    private void embed(@Nullable NormRow next) {
        EmbeddingRows embedding = new EmbeddingRows(run.call(), run.weights(), run.positions());
        team.forEach(chunk.sequences().size(), task -> run.scratches().lend(scratch -> {
            Chunk.Sequence sequence = chunk.sequences().get(task);
            float[] row = scratch.row(spec.width());
            float[] other = scratch.secondRow(spec.width());
            for (int i = 0; i < sequence.length(); i++) {
                embedding.fill(sequence.entry(), i, row, other);
                store(sequence.start() + i, row, next);
            }
        }));
    }

    /** Keeps a row of the state, and its norm where the next block or the result reads that. */
    private void store(int r, float[] row, @Nullable NormRow next) {
        state.put(r, row, 0);
        if (next != null) {
            next.apply(row);
            normed.put(r, row, 0);
        }
    }

    private void project(Linear linear, Rows input) {
        HeadTransform transform =
                new HeadTransform(spec.headWidth(), run.positions().rotation(), spec.score() instanceof Score.Cosine);
        int turned = transform.changesNothing() ? 0 : (spec.heads() + spec.keyValueHeads()) * spec.headWidth();
        int[] position = chunk.positions();
        suspectValues = false;
        stage(linear.out(), spec.headWidth(), (tile, scratch) -> {
            linear.apply(input, queryKeyValue, tile, scratch);
            Rows columns = queryKeyValue.columns(tile.column(), tile.columnEnd());
            float[] row = scratch.row(linear.out());
            for (int r = tile.row(); r < tile.rowEnd(); r++) {
                columns.get(r, row, tile.column());
                Vectors.add(row, linear.bias(), tile.column(), tile.columnEnd());
                for (int at = tile.column(); at < Math.min(turned, tile.columnEnd()); at += spec.headWidth()) {
                    transform.apply(position[r], row, at);
                }
                if (masked && !Vectors.allFinite(row, tile.column(), tile.columnEnd())) {
                    suspectValues = true;
                }
                columns.put(r, row, tile.column());
            }
        });
    }

    private void attend(Layer layer, int number) {
        ScoreBlock block = new ScoreBlock(
                ScoreBlock.softCap(spec.softCap()),
                run.positions().bias(),
                null,
                run.results().taps(number));
        HeadTasks tasks = new HeadTasks(spec, patterns, chunk, queryKeyValue, context, suspectValues, threads);
        team.forEach(tasks.count(), task -> run.scratches()
                .lend(scratch -> new HeadAttention(layer.scoring(), block, scratch, tasks.get(task)).attend()));
    }

    /** A projection back to the width, without its bias. */
    private void multiply(Linear linear, Rows input) {
        stage(spec.width(), 16, (tile, scratch) -> linear.apply(input, blockOutput, tile, scratch));
    }

    /**
     * Adds a block's output and bias to the state.
     *
     * @param norm what the sum goes through; null for nothing
     * @param next as for {@link #store}
     */
    private void addBlock(float[] bias, @Nullable NormRow norm, @Nullable NormRow next) {
        Grid.ofRows(chunk.rows(), threads).forEach(team, tile -> run.scratches().lend(scratch -> {
            float[] row = scratch.row(spec.width());
            float[] added = scratch.secondRow(spec.width());
            for (int r = tile.row(); r < tile.rowEnd(); r++) {
                state.get(r, row, 0);
                blockOutput.get(r, added, 0);
                addBoth(row, added, bias);
                if (norm != null) {
                    norm.apply(row);
                }
                store(r, row, next);
            }
        }));
    }

    private static void addBoth(float[] row, float[] added, float[] bias) {
        for (int i = 0; i < bias.length; i++) {
            row[i] += added[i] + bias[i];
        }
    }

    private void expand(Layer layer, Rows input) {
        Linear up = layer.up();
        Linear gateOf = layer.gate();
        stage(up.out(), 16, (tile, scratch) -> {
            up.apply(input, inner, tile, scratch);
            if (gateOf != null) {
                gateOf.apply(input, gate, tile, scratch);
            }
            float[] row = scratch.row(up.out());
            float[] gateRow = scratch.secondRow(up.out());
            for (int r = tile.row(); r < tile.rowEnd(); r++) {
                activate(up, inner, r, tile, row, gateOf == null);
                if (gateOf != null) {
                    activate(gateOf, gate, r, tile, gateRow, true);
                    Vectors.multiply(row, gateRow, tile.column(), tile.columnEnd());
                }
                inner.columns(tile.column(), tile.columnEnd()).put(r, row, tile.column());
            }
        });
    }

    private void activate(Linear linear, Rows from, int r, Grid.Tile tile, float[] row, boolean activated) {
        from.columns(tile.column(), tile.columnEnd()).get(r, row, tile.column());
        Vectors.add(row, linear.bias(), tile.column(), tile.columnEnd());
        if (activated) {
            Activations.apply(spec.activation(), row, tile.column(), tile.columnEnd());
        }
    }

    private interface TileWork {
        void on(Grid.Tile tile, Scratch scratch);
    }

    private void stage(int columns, int unit, TileWork work) {
        Grid.of(chunk.rows(), columns, unit, threads)
                .forEach(team, tile -> run.scratches().lend(scratch -> work.on(tile, scratch)));
    }
}
