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
        EXPANDED,
        PARTS,
        PICKED,
        LOGITS
    }

    private static final int MOST_LOGITS = 1 << 22;

    private final Nd4jDecoder decoder;
    private final DecoderSpec spec;
    private final TransformerSpec body;
    private final DecoderBatch batch;
    private final NativeBuffers<Use> buffers;
    private final ProjectionStage stage;
    private final DecoderBatch.Piece[] pieceOfRow;
    private final PositionTables.Table positions;
    private final Rows state;
    private final Rows normed;
    private final Rows queryKeyValue;
    private final Rows context;
    private final Rows blockOutput;
    private final Rows expanded;

    DecoderPass(Nd4jDecoder decoder, DecoderBatch batch, NativeBuffers<Use> buffers) {
        this.decoder = decoder;
        this.spec = decoder.spec();
        this.body = spec.body();
        this.batch = batch;
        this.buffers = buffers;
        this.stage = new ProjectionStage(decoder.backend(), buffers);
        this.pieceOfRow = batch.pieceOfRow();
        this.positions = decoder.weights().positions().upTo(batch.longest());
        int rows = batch.rows();
        int projected = (body.heads() + 2 * body.keyValueHeads()) * body.headWidth();
        state = buffers.rows(Use.STATE, rows, body.width());
        normed = pre() ? buffers.rows(Use.NORMED, rows, body.width()) : state;
        queryKeyValue = buffers.rows(Use.QUERY_KEY_VALUE, rows, projected);
        context = buffers.rows(Use.CONTEXT, rows, body.heads() * body.headWidth());
        blockOutput = buffers.rows(Use.BLOCK_OUTPUT, rows, body.width());
        int expansion = (body.activation().gated() ? 2 : 1) * body.feedForwardWidth();
        expanded = buffers.rows(Use.EXPANDED, rows, expansion);
    }

    private boolean pre() {
        return body.placement() == NormPlacement.PRE;
    }

    /** Fills the caches, and the logits that are asked for. */
    void run(LogitRows logits) {
        List<DecoderLayer> layers = decoder.weights().layers();
        embed(layers.isEmpty() ? null : beforeBlock(layers.get(0).attentionNorm()));
        for (int i = 0; i < layers.size(); i++) {
            DecoderLayer layer = layers.get(i);
            DecoderLayer.OfMemory memory = layer.memory();
            NormRow feedForwardNorm = layer.feedForwardNorm();
            project(i, layer);
            attendToItself(i);
            addBlock(
                    layer.attentionOutput(),
                    context,
                    layer.attentionOutputNorm(),
                    afterBlock(layer.attentionNorm()),
                    beforeBlock(memory == null ? feedForwardNorm : memory.norm()));
            if (memory != null) {
                queryMemory(memory.query());
                attendToMemory(i);
                addBlock(memory.output(), context, null, afterBlock(memory.norm()), beforeBlock(feedForwardNorm));
            }
            expand(layer.expansion());
            boolean last = i == layers.size() - 1;
            addBlock(
                    layer.down(),
                    expanded.columns(0, body.feedForwardWidth()),
                    layer.feedForwardOutputNorm(),
                    afterBlock(feedForwardNorm),
                    last ? null : beforeBlock(layers.get(i + 1).attentionNorm()));
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
        stage.eachRow(batch.rows(), (r, scratch) -> {
            float[] row = scratch.row(body.width());
            decoder.weights().embedding(token(r), row);
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
        NewHeads heads = new NewHeads(body, number, layer.queryNorm(), layer.keyNorm(), positions.rotation());
        Rows queries = queryKeyValue.columns(0, body.heads() * body.headWidth());
        stage.project(layer.queryKeyValue(), normed, queryKeyValue, (r, result, scratch) -> {
            int position = position(r);
            CachePage page = pieceOfRow[r].row().pages().get(position / KeyValueCache.PAGE);
            heads.take(result, position, page.block(), scratch);
            queries.put(r, result, 0);
        });
    }

    private void attendToItself(int layer) {
        CachedAttention attention =
                new CachedAttention(body, ScoreBlock.softCap(body.softCap()), positions.bias(), queryKeyValue, context);
        int left = spec.windows().get(layer);
        for (DecoderBatch.Piece piece : batch.pieces()) {
            List<KeyValueBlock> pages = piece.row().blocks();
            add(attention, piece, new CachedAttention.Source() {
                @Override
                public RecalledKeys keys() {
                    return new RecalledKeys(pages, layer);
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
            add(attention, piece, new CachedAttention.Source() {
                @Override
                public RecalledKeys keys() {
                    return new RecalledKeys(List.of(memory), layer);
                }

                @Override
                public Visibility visibility(int past) {
                    return new WholeMemory(memory.room());
                }
            });
        }
        attend(attention);
    }

    /** A task for each thread, even if one piece is all that there is. */
    private void add(CachedAttention attention, DecoderBatch.Piece piece, CachedAttention.Source source) {
        int pieces = batch.pieces().size();
        attention.add(piece, source, (decoder.backend().threads() + pieces - 1) / pieces);
    }

    private void attend(CachedAttention attention) {
        decoder.backend().crew().forEach(attention.tasks(), task -> lend(scratch -> attention.task(task, scratch)));
    }

    private void queryMemory(Projection projection) {
        Rows queries = queryKeyValue.columns(0, projection.out());
        stage.project(projection, normed, queries, (r, result, scratch) -> queries.put(r, result, 0));
    }

    /**
     * Adds a block's output to the state.
     *
     * @param ofOutput what the output goes through first; null for nothing
     * @param norm what the sum goes through; null for nothing
     * @param next as for {@link #store}
     */
    private void addBlock(
            Projection projection,
            Rows input,
            @Nullable NormRow ofOutput,
            @Nullable NormRow norm,
            @Nullable NormRow next) {
        stage.project(projection, input, blockOutput, (r, result, scratch) -> {
            if (ofOutput != null) {
                ofOutput.apply(result);
            }
            float[] before = scratch.secondRow(body.width());
            state.get(r, before, 0);
            Vectors.add(result, before, 0, body.width());
            if (norm != null) {
                norm.apply(result);
            }
            store(r, result, next);
        });
    }

    private void expand(Projection projection) {
        int width = body.feedForwardWidth();
        Rows inner = expanded.columns(0, width);
        stage.project(projection, normed, expanded, (r, result, scratch) -> {
            if (body.activation().gated()) {
                float[] gate = scratch.secondRow(width);
                System.arraycopy(result, width, gate, 0, width);
                Activations.apply(body.activation(), gate, 0, width);
                Vectors.multiply(result, gate, 0, width);
            } else {
                Activations.apply(body.activation(), result, 0, width);
            }
            inner.put(r, result, 0);
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
        Projection projection = decoder.weights().head();
        NormRow norm = decoder.weights().finalNorm();
        Rows states = buffers.rows(Use.PICKED, some.size(), body.width());
        Rows products = buffers.rows(Use.LOGITS, some.size(), spec.vocabulary());
        float scale = (float) spec.head().scale();
        stage.eachRow(some.size(), (i, scratch) -> {
            float[] row = scratch.row(body.width());
            state.get(some.get(i), row, 0);
            if (norm != null) {
                norm.apply(row);
            }
            Vectors.scale(row, scale, 0, body.width());
            states.put(i, row, 0);
        });
        stage.project(projection, states, products, (i, result, scratch) -> {
            int r = some.get(i);
            logits.take(pieceOfRow[r].number(), fed(r), result);
        });
    }

    private void lend(Consumer<Scratch> work) {
        decoder.backend().scratches().lend(work);
    }
}
