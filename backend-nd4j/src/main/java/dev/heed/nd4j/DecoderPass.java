package dev.heed.nd4j;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch's way through all layers, stage by stage as an encoder's {@link ForwardPass}; but keys and values go into the
 * rows' caches, and attention reads them from there.
 */
final class DecoderPass {
    /** The native buffers, [rows of the batch, …]. */
    enum Use {
        STATE,
        NORMED,
        QUERY_KEY_VALUE,
        CONTEXT,
        BLOCK_OUTPUT,
        INNER,
        GATE,
        PICKED,
        LOGITS
    }

    private static final int FEW_ROWS = 8;
    private static final int MOST_LOGITS = 1 << 22;

    private final Nd4jDecoder decoder;
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final DecoderBatch batch;
    private final NativeBuffers<Use> buffers;
    private final DecoderBatch.Piece[] pieceOfRow;
    private final PositionTables.Table positions;
    private final Rows state;
    private final Rows normed;
    private final Rows queryKeyValue;
    private final Rows context;
    private final Rows blockOutput;
    private final Rows inner;
    private final Rows gate;

    DecoderPass(Nd4jDecoder decoder, DecoderBatch batch, NativeBuffers<Use> buffers) {
        this.decoder = decoder;
        this.spec = decoder.spec();
        this.body = spec.body();
        this.batch = batch;
        this.buffers = buffers;
        this.pieceOfRow = batch.pieceOfRow();
        this.positions = decoder.weights().positions().upTo(batch.longest());
        int rows = batch.rows();
        int projected = (body.heads() + 2 * body.keyValueHeads()) * body.headWidth();
        state = buffers.rows(Use.STATE, rows, body.width());
        normed = pre() ? buffers.rows(Use.NORMED, rows, body.width()) : state;
        queryKeyValue = buffers.rows(Use.QUERY_KEY_VALUE, rows, projected);
        context = buffers.rows(Use.CONTEXT, rows, body.heads() * body.headWidth());
        blockOutput = buffers.rows(Use.BLOCK_OUTPUT, rows, body.width());
        inner = buffers.rows(Use.INNER, rows, body.feedForwardWidth());
        gate = body.activation().gated() ? buffers.rows(Use.GATE, rows, body.feedForwardWidth()) : inner;
    }

    private boolean pre() {
        return body.placement() == NormPlacement.PRE;
    }

    /** Fills the caches, and the logits that are asked for. */
    void run(LogitRows logits) {
        List<DecoderLayer> layers = decoder.weights().layers();
        embed(layers.isEmpty() ? null : beforeBlock(layers.get(0).body().attentionNorm()));
        for (int i = 0; i < layers.size(); i++) {
            DecoderLayer layer = layers.get(i);
            DecoderLayer.OfMemory memory = layer.memory();
            NormRow feedForwardNorm = layer.body().feedForwardNorm();
            project(i, layer);
            attendToItself(i);
            multiply(layer.body().attentionOutput(), context);
            addBlock(
                    layer.body().attentionOutput(),
                    layer.attentionOutputNorm(),
                    afterBlock(layer.body().attentionNorm()),
                    beforeBlock(memory == null ? feedForwardNorm : memory.norm()));
            if (memory != null) {
                queryMemory(memory.query());
                attendToMemory(i);
                multiply(memory.output(), context);
                addBlock(memory.output(), null, afterBlock(memory.norm()), beforeBlock(feedForwardNorm));
            }
            expand(layer.body());
            multiply(layer.body().down(), inner);
            boolean last = i == layers.size() - 1;
            addBlock(
                    layer.body().down(),
                    layer.feedForwardOutputNorm(),
                    afterBlock(feedForwardNorm),
                    last ? null : beforeBlock(layers.get(i + 1).body().attentionNorm()));
        }
        head(logits);
    }

    private @Nullable NormRow beforeBlock(NormRow norm) {
        return pre() ? norm : null;
    }

    private @Nullable NormRow afterBlock(NormRow norm) {
        return pre() ? null : norm;
    }

    private int token(int r) {
        return batch.call().token(pieceOfRow[r].number(), fed(r));
    }

    /** How many tokens the call fed the row before this one. */
    private int fed(int r) {
        return pieceOfRow[r].from() + r - pieceOfRow[r].start();
    }

    private int position(int r) {
        return pieceOfRow[r].past() + r - pieceOfRow[r].start();
    }

    private void embed(@Nullable NormRow next) {
        float tokenScale = (float) spec.embeddings().scale();
        NormRow norm = decoder.weights().embeddingNorm();
        eachRow((r, scratch) -> {
            float[] row = scratch.row(body.width());
            decoder.weights().tokens().get(token(r), row, 0);
            if (tokenScale != 1) {
                Vectors.scale(row, tokenScale, 0, body.width());
            }
            if (positions.added().length > 0) {
                float[] other = scratch.secondRow(body.width());
                System.arraycopy(positions.added(), position(r) * body.width(), other, 0, body.width());
                Vectors.add(row, other, 0, body.width());
            }
            if (norm != null) {
                norm.apply(row);
            }
            store(r, row, next);
        });
    }

    /** Keeps a row of the state, and its norm where the next block reads that. */
    private void store(int r, float[] row, @Nullable NormRow next) {
        state.put(r, row, 0);
        if (next != null) {
            next.apply(row);
            normed.put(r, row, 0);
        }
    }

    private void project(int number, DecoderLayer layer) {
        Linear linear = layer.body().queryKeyValue();
        NewHeads heads = new NewHeads(body, number, layer.queryNorm(), layer.keyNorm(), positions.rotation());
        int queries = body.heads() * body.headWidth();
        stage(linear, body.headWidth(), (tile, scratch) -> {
            linear.apply(normed, queryKeyValue, tile, scratch);
            Rows columns = queryKeyValue.columns(tile.column(), tile.columnEnd());
            int end = Math.max(tile.column(), Math.min(queries, tile.columnEnd()));
            Rows own = queryKeyValue.columns(tile.column(), end);
            float[] row = scratch.row(linear.out());
            for (int r = tile.row(); r < tile.rowEnd(); r++) {
                columns.get(r, row, tile.column());
                Vectors.add(row, linear.bias(), tile.column(), tile.columnEnd());
                int position = position(r);
                KeyValueBlock block = pieceOfRow[r]
                        .row()
                        .pages()
                        .get(position / KeyValueCache.PAGE)
                        .block();
                heads.take(row, tile.column(), tile.columnEnd(), position, block, scratch);
                own.put(r, row, tile.column());
            }
        });
    }

    private void attendToItself(int layer) {
        CachedAttention attention =
                new CachedAttention(body, ScoreBlock.softCap(body.softCap()), positions.bias(), queryKeyValue, context);
        int left = spec.windows().get(layer);
        for (DecoderBatch.Piece piece : batch.pieces()) {
            List<KeyValueBlock> pages = piece.row().blocks();
            attention.add(piece, new CachedAttention.Source() {
                @Override
                public RecalledKeys keys(int head) {
                    return new RecalledKeys(pages, layer, head);
                }

                @Override
                public Visibility visibility(int past) {
                    return new CausalBand(past, left);
                }
            });
        }
        attend(attention);
    }

    private void attendToMemory(int layer) {
        CachedAttention attention = new CachedAttention(body, 0, null, queryKeyValue, context);
        for (DecoderBatch.Piece piece : batch.pieces()) {
            KeyValueBlock memory = piece.row().memory().orElseThrow().block();
            attention.add(piece, new CachedAttention.Source() {
                @Override
                public RecalledKeys keys(int head) {
                    return new RecalledKeys(List.of(memory), layer, head);
                }

                @Override
                public Visibility visibility(int past) {
                    return new WholeMemory(memory.room());
                }
            });
        }
        attend(attention);
    }

    private void attend(CachedAttention attention) {
        decoder.backend().crew().forEach(attention.tasks(), task -> lend(scratch -> attention.task(task, scratch)));
    }

    private void queryMemory(Linear linear) {
        stage(linear, body.headWidth(), (tile, scratch) -> {
            linear.apply(normed, queryKeyValue, tile, scratch);
            eachRowOf(
                    tile,
                    queryKeyValue,
                    scratch,
                    (r, row) -> Vectors.add(row, linear.bias(), tile.column(), tile.columnEnd()));
        });
    }

    /** A projection back to the width, without its bias. */
    private void multiply(Linear linear, Rows input) {
        stage(linear, 16, (tile, scratch) -> linear.apply(input, blockOutput, tile, scratch));
    }

    /**
     * Adds a block's output and bias to the state.
     *
     * @param ofOutput what the output goes through first; null for nothing
     * @param norm what the sum goes through; null for nothing
     * @param next as for {@link #store}
     */
    private void addBlock(Linear linear, @Nullable NormRow ofOutput, @Nullable NormRow norm, @Nullable NormRow next) {
        eachRow((r, scratch) -> {
            float[] row = scratch.row(body.width());
            float[] added = scratch.secondRow(body.width());
            blockOutput.get(r, added, 0);
            Vectors.add(added, linear.bias(), 0, body.width());
            if (ofOutput != null) {
                ofOutput.apply(added);
            }
            state.get(r, row, 0);
            Vectors.add(row, added, 0, body.width());
            if (norm != null) {
                norm.apply(row);
            }
            store(r, row, next);
        });
    }

    private void expand(Layer layer) {
        Linear up = layer.up();
        Linear gateOf = layer.gate();
        stage(up, 16, (tile, scratch) -> {
            int from = tile.column();
            int to = tile.columnEnd();
            up.apply(normed, inner, tile, scratch);
            if (gateOf != null) {
                gateOf.apply(normed, gate, tile, scratch);
            }
            float[] gateRow = scratch.secondRow(up.out());
            eachRowOf(tile, inner, scratch, (r, row) -> {
                Vectors.add(row, up.bias(), from, to);
                if (gateOf == null) {
                    Activations.apply(body.activation(), row, from, to);
                } else {
                    gate.columns(from, to).get(r, gateRow, from);
                    Vectors.add(gateRow, gateOf.bias(), from, to);
                    Activations.apply(body.activation(), gateRow, from, to);
                    Vectors.multiply(row, gateRow, from, to);
                }
            });
        });
    }

    /** The logits, of so many tokens at once that what lies between stays small. */
    private void head(LogitRows logits) {
        List<Integer> picked = new ArrayList<>();
        for (int r = 0; r < batch.rows(); r++) {
            if (logits.wants(pieceOfRow[r].number(), fed(r))) {
                picked.add(r);
            }
        }
        int most = Math.max(1, MOST_LOGITS / spec.vocabulary());
        for (int from = 0; from < picked.size(); from += most) {
            head(picked.subList(from, Math.min(picked.size(), from + most)), logits);
        }
    }

    private void head(List<Integer> some, LogitRows logits) {
        Linear linear = decoder.weights().head();
        NormRow norm = decoder.weights().finalNorm();
        Rows states = buffers.rows(Use.PICKED, some.size(), body.width());
        Rows products = buffers.rows(Use.LOGITS, some.size(), linear.out());
        float scale = (float) spec.head().scale();
        lend(scratch -> {
            float[] row = scratch.row(body.width());
            for (int i = 0; i < some.size(); i++) {
                state.get(some.get(i), row, 0);
                if (norm != null) {
                    norm.apply(row);
                }
                Vectors.scale(row, scale, 0, body.width());
                states.put(i, row, 0);
            }
        });
        grid(some.size(), linear, 16)
                .forEach(
                        decoder.backend().crew(),
                        tile -> lend(scratch -> {
                            linear.apply(states, products, tile, scratch);
                            Rows columns = products.columns(tile.column(), tile.columnEnd());
                            float[] row = scratch.row(linear.out());
                            for (int i = tile.row(); i < tile.rowEnd(); i++) {
                                int r = some.get(i);
                                columns.get(i, row, tile.column());
                                logits.take(
                                        pieceOfRow[r].number(),
                                        fed(r),
                                        row,
                                        linear.bias(),
                                        tile.column(),
                                        tile.columnEnd());
                            }
                        }));
    }

    private interface RowWork {
        void on(int r, Scratch scratch);
    }

    private interface TileRowWork {
        void on(int r, float[] row);
    }

    private interface TileWork {
        void on(Grid.Tile tile, Scratch scratch);
    }

    private void eachRow(RowWork work) {
        Grid.ofRows(batch.rows(), decoder.backend().threads())
                .forEach(
                        rowTeam(),
                        tile -> lend(scratch -> {
                            for (int r = tile.row(); r < tile.rowEnd(); r++) {
                                work.on(r, scratch);
                            }
                        }));
    }

    /** Few rows are done sooner than others would notice that there is work. */
    private Team rowTeam() {
        return batch.rows() < FEW_ROWS ? Team.solo() : decoder.backend().crew();
    }

    /** Changes the columns of a tile, row by row. */
    private static void eachRowOf(Grid.Tile tile, Rows rows, Scratch scratch, TileRowWork work) {
        Rows columns = rows.columns(tile.column(), tile.columnEnd());
        float[] row = scratch.row(rows.width());
        for (int r = tile.row(); r < tile.rowEnd(); r++) {
            columns.get(r, row, tile.column());
            work.on(r, row);
            columns.put(r, row, tile.column());
        }
    }

    private void stage(Linear linear, int unit, TileWork work) {
        grid(batch.rows(), linear, unit)
                .forEach(decoder.backend().crew(), tile -> lend(scratch -> work.on(tile, scratch)));
    }

    private Grid grid(int rows, Linear linear, int unit) {
        int threads = decoder.backend().threads();
        return Grid.ofWeights(rows, linear.out(), linear.weight().width(), unit, threads);
    }

    private void lend(Consumer<Scratch> work) {
        decoder.backend().scratches().lend(work);
    }
}
