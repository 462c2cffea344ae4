package dev.heed.nd4j;

import dev.heed.encoder.TransformerSpec;
import java.util.ArrayList;
import java.util.List;

/** A chunk's attention in pieces: a head of a sequence each, divided by queries where there are few. */
final class HeadTasks {
    private final TransformerSpec spec;
    private final Rows queryKeyValue;
    private final Rows context;
    private final Patterns patterns;
    private final boolean suspectValues;
    private final List<Piece> pieces = new ArrayList<>();

    private record Piece(Chunk.Sequence sequence, int head, int from, int to) {}

    /**
     * The pieces.
     *
     * @param patterns the spec's
     * @param queryKeyValue [rows, (heads + 2 · keyValueHeads) · headWidth]
     * @param context [rows, heads · headWidth], where the outputs go
     */
    HeadTasks(
            TransformerSpec spec,
            Patterns patterns,
            Chunk chunk,
            Rows queryKeyValue,
            Rows context,
            boolean suspectValues,
            int threads) {
        this.spec = spec;
        this.queryKeyValue = queryKeyValue;
        this.context = context;
        this.patterns = patterns;
        this.suspectValues = suspectValues;
        boolean few = chunk.sequences().size() * spec.heads() < 4 * threads;
        for (Chunk.Sequence sequence : chunk.sequences()) {
            int size = few && threads > 1 ? Scratch.QUERY_TILE : sequence.length();
            for (int head = 0; head < spec.heads(); head++) {
                for (int from = 0; from < sequence.length(); from += size) {
                    pieces.add(new Piece(sequence, head, from, Math.min(sequence.length(), from + size)));
                }
            }
        }
    }

    int count() {
        return pieces.size();
    }

    Head get(int task) {
        Piece piece = pieces.get(task);
        Chunk.Sequence sequence = piece.sequence;
        int width = spec.headWidth();
        int keyValueHead = piece.head / (spec.heads() / spec.keyValueHeads());
        int key = (spec.heads() + keyValueHead) * width;
        int value = key + spec.keyValueHeads() * width;
        Rows all = queryKeyValue.rows(sequence.start(), sequence.start() + sequence.length());
        return new Head(
                sequence.entry(),
                piece.head,
                piece.from,
                all.rows(piece.from, piece.to).columns(piece.head * width, (piece.head + 1) * width),
                all.columns(key, key + width),
                all.columns(value, value + width),
                context.rows(sequence.start() + piece.from, sequence.start() + piece.to)
                        .columns(piece.head * width, (piece.head + 1) * width),
                Band.of(spec.mask(), patterns, sequence.length()),
                suspectValues);
    }
}
