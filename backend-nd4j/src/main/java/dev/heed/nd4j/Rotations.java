package dev.heed.nd4j;

import dev.heed.attention.Rope;
import dev.heed.spi.AttentionCall;
import org.jspecify.annotations.Nullable;

/** The rotations of a call, made once and shared by its heads and, where their positions are the same, batch entries. */
final class Rotations {
    private final @Nullable Rotation[] queries;
    private final @Nullable Rotation[] keys;

    Rotations(AttentionCall call) {
        queries = new Rotation[call.batch()];
        keys = new Rotation[call.batch()];
        call.spec().rope().ifPresent(rope -> fill(call, rope));
    }

    private void fill(AttentionCall call, Rope rope) {
        for (int b = 0; b < call.batch(); b++) {
            int entry = b;
            int same = entryOfSamePositions(call, b);
            if (same < b) {
                queries[b] = queries[same];
                keys[b] = keys[same];
                continue;
            }
            keys[b] = new Rotation(rope, call.keys(), key -> call.keyPosition(entry, key));
            boolean asKeys = !call.positionsGiven()
                    && call.queries() <= call.keys()
                    && call.visible().alignedPosition(b, 0) == 0;
            queries[b] =
                    asKeys ? keys[b] : new Rotation(rope, call.queries(), query -> call.queryPosition(entry, query));
        }
    }

    private static int entryOfSamePositions(AttentionCall call, int b) {
        if (!call.positionsGiven() && call.queries() > 0) {
            int position = call.visible().alignedPosition(b, 0);
            for (int other = 0; other < b; other++) {
                if (call.visible().alignedPosition(other, 0) == position) {
                    return other;
                }
            }
        }
        return b;
    }

    @Nullable
    Rotation ofQueries(int b) {
        return queries[b];
    }

    @Nullable
    Rotation ofKeys(int b) {
        return keys[b];
    }
}
