package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many scores are computed, counted and not timed (rules ATT-8 and ATT-13). */
class QueryTileTest {
    private static final int LENGTH = 16_384;

    private record Work(long computed, long seen, int tiles) {}

    private static Work work(Mask band, Patterns patterns) {
        try (NativeFloats memory = NativeFloats.allocate(LENGTH)) {
            Rows rows = Rows.of(memory, LENGTH, 1);
            Visibility visibility = Band.of(band, patterns, LENGTH);
            Head head = new Head(0, 0, 0, rows, rows, rows, rows, visibility, false);
            SeenKeys seen = new SeenKeys(visibility, 0);
            QueryTile tile = new QueryTile();
            long computed = 0;
            long seenKeys = 0;
            int tiles = 0;
            for (int q = 0; q < LENGTH; q = tile.end()) {
                tile.take(head, seen, q, false);
                assertThat(tile.begin()).isEqualTo(q);
                assertThat(tile.queries()).isBetween(1, Scratch.QUERY_TILE);
                computed += (long) tile.queries() * tile.keys().keys();
                for (int i = 0; i < tile.queries(); i++) {
                    seenKeys += tile.keysOf(i).keys();
                }
                tiles++;
            }
            return new Work(computed, seenKeys, tiles);
        }
    }

    @Test
    void att08_aWindow_costsLessThanAnEighthOfCausal() {
        Work window = work(Mask.window(255, 0), Patterns.of(Mask.none()));
        Work causal = work(Mask.causal(), Patterns.of(Mask.none()));
        assertThat(causal.tiles).isEqualTo(LENGTH / Scratch.QUERY_TILE);
        assertThat(window.computed).isLessThan(causal.computed / 20);
        assertThat(window.computed).isLessThan(2 * window.seen);
    }

    @Test
    void att08_narrowWindows_takeSmallerTiles() {
        for (int side : new int[] {0, 3, 17, 64}) {
            Work work = work(Mask.window(side, side), Patterns.of(Mask.none()));
            assertThat(work.computed).isLessThanOrEqualTo(2 * work.seen + 8192L * work.tiles);
            assertThat(work.tiles).isLessThan(LENGTH / 64);
        }
    }

    @Test
    void att13_spreadGlobalQueries_doNotWidenTheirNeighbours() {
        List<Integer> globals =
                IntStream.range(0, 16).map(i -> i * 1000 + 7).boxed().toList();
        Work work = work(Mask.none(), Patterns.of(new Mask.GlobalLocal(128, 128, globals)));
        assertThat(work.computed).isLessThan(2 * work.seen + 8192L * work.tiles);
        assertThat(work.tiles).isLessThan(LENGTH / 64);
    }

    @Test
    void att13_blocks_costWhatTheyLetThrough() {
        int blocks = LENGTH / 64;
        boolean[] values = new boolean[blocks * blocks];
        for (int row = 0; row < blocks; row++) {
            for (int other : new int[] {0, row * 7 % blocks, row * 31 % blocks, row}) {
                values[row * blocks + other] = true;
            }
        }
        Mask.BlockSparse map = new Mask.BlockSparse(64, Tensor.of(Shape.of(1, blocks, blocks), values));
        Work work = work(Mask.none(), new Patterns(List.of(), List.of(BlockPattern.of(map))));
        assertThat(work.computed).isLessThanOrEqualTo(2 * work.seen);
    }
}
