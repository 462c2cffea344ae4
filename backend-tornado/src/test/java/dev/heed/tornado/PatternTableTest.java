package dev.heed.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

class PatternTableTest {
    private static final Mask.GlobalLocal LOCAL = new Mask.GlobalLocal(20, 3, List.of(2, 61, 99));

    /** Everything, aligned bottom-right: of more keys than queries. */
    private record Aligned(int queries, int keys) implements Visibility {
        @Override
        public int from(int query) {
            return 0;
        }

        @Override
        public int to(int query) {
            return keys;
        }

        @Override
        public int position(int query) {
            return query + keys - queries;
        }
    }

    private static PatternTable table(Patterns patterns, int queries, int keys, int step) {
        PatternTable table = new PatternTable(patterns, 2, step);
        table.add(queries, keys, new Aligned(queries, keys));
        return table;
    }

    private static IntArray written(PatternTable table) {
        CallData data = new CallData();
        table.write(data);
        IntArray call = new IntArray(data.size());
        HostArrays.write(data, call);
        return call;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void att13_kernelsReadWhatThePatternsShow(int step) {
        int queries = 70;
        int keys = 100;
        boolean[] map = new boolean[2 * 3 * 4];
        for (int i = 0; i < map.length; i++) {
            map[i] = i % 3 != 1;
        }
        Mask.BlockSparse blocks = new Mask.BlockSparse(27, Tensor.of(Shape.of(2, 3, 4), map));
        IntArray call = written(table(new Patterns(List.of(LOCAL), List.of(blocks)), queries, keys, step));
        for (int head = 0; head < 2; head++) {
            for (int query = 0; query < queries; query++) {
                int position = query + keys - queries;
                boolean everything = LOCAL.globals().contains(position);
                for (int key = 0; key < keys; key++) {
                    boolean near = key >= position - 20 && key <= position + 3;
                    boolean local = everything || near || LOCAL.globals().contains(key);
                    boolean block = map[(head * 3 + query / 27) * 4 + key / 27];
                    assertThat(PatternLists.found(call, query / 16, head, query % 16, key))
                            .as("head %d, query %d, key %d", head, query, key)
                            .isEqualTo(local && block ? 1 : 0);
                }
            }
        }
    }

    @Test
    void att13_theListsAreAsLongAsThePatternLetsThrough_notAsAllKeys() {
        Patterns window = new Patterns(List.of(new Mask.GlobalLocal(31, 0, List.of(0))), List.of());
        int thousand = table(window, 1024, 1024, 16).size();
        int fourThousand = table(window, 4096, 4096, 16).size();
        // At most 4 steps to 16 queries: that of key 0, and 3 of the window.
        assertThat(thousand).isLessThanOrEqualTo(64 * (2 + 4 * PatternTable.ITEM) + 64 * PatternTable.ITEM);
        assertThat(fourThousand).isLessThan(5 * thousand);
    }

    @Test
    void att13_headsThatSeeTheSame_shareTheirLists() {
        Tensor one = Tensor.of(Shape.of(1, 1, 1), new boolean[] {true});
        Tensor two = Tensor.of(Shape.of(2, 1, 1), new boolean[] {true, true});
        Patterns shared = new Patterns(List.of(), List.of(new Mask.BlockSparse(16, one)));
        Patterns apart = new Patterns(List.of(), List.of(new Mask.BlockSparse(16, two)));
        assertThat(table(apart, 16, 16, 16).size())
                .isEqualTo(2 * table(shared, 16, 16, 16).size());
    }

    @Test
    void withoutAPattern_thereIsNothingToWrite() {
        PatternTable table = table(Patterns.NONE, 16, 16, 16);
        assertThat(table.size()).isZero();
        assertThat(PatternLists.found(written(table), 0, 1, 5, 7)).isEqualTo(1);
    }
}
