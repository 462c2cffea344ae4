package dev.heed.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of keys, against a set of bits. */
class KeySpansTest {
    private static final int KEYS = 200;

    private final Random random = new Random(5);

    private BitSet draw(double share) {
        BitSet bits = new BitSet();
        boolean on = random.nextBoolean();
        for (int key = 0; key < KEYS; key++) {
            on = random.nextInt(8) == 0 ? random.nextDouble() < share : on;
            bits.set(key, on);
        }
        return bits;
    }

    private static KeySpans spans(BitSet bits) {
        KeySpans spans = new KeySpans();
        bits.stream().forEach(key -> spans.add(key, key + 1));
        return spans;
    }

    /** Reads the ranges back, and checks that they ascend without touching and count right. */
    private static BitSet bits(KeySpans spans) {
        BitSet bits = new BitSet();
        for (int i = 0; i < spans.size(); i++) {
            assertThat(spans.keysBefore(i)).isEqualTo(bits.cardinality());
            assertThat(spans.from(i)).isLessThan(spans.to(i));
            assertThat(i == 0 || spans.to(i - 1) < spans.from(i)).isTrue();
            bits.set(spans.from(i), spans.to(i));
        }
        assertThat(spans.keys()).isEqualTo(bits.cardinality());
        return bits;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 1})
    void att13_setsOfKeys(double share) {
        for (int n = 0; n < 50; n++) {
            BitSet a = draw(share);
            BitSet b = draw(0.5);
            KeySpans result = new KeySpans();
            result.setUnion(spans(a), spans(b));
            BitSet union = (BitSet) a.clone();
            union.or(b);
            assertThat(bits(result)).isEqualTo(union);
            result.setIntersection(spans(a), spans(b));
            BitSet both = (BitSet) a.clone();
            both.and(b);
            assertThat(bits(result)).isEqualTo(both);
            int first = random.nextInt(KEYS);
            int end = first + random.nextInt(KEYS);
            result.setPart(spans(a), first, end);
            BitSet part = new BitSet();
            a.stream().skip(first).limit(end - first).forEach(part::set);
            assertThat(bits(result)).isEqualTo(part);
            for (int key = -1; key <= KEYS; key++) {
                assertThat(spans(a).contains(key)).isEqualTo(key >= 0 && a.get(key));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void att06_othersAreHidden_andNothingBeside(double share) {
        for (int n = 0; n < 50; n++) {
            BitSet seen = draw(share);
            int key = random.nextInt(KEYS);
            int count = random.nextInt(KEYS - key + 1);
            float[] scores = new float[count + 4];
            Arrays.fill(scores, 7);
            spans(seen).hideOthers(key, count, scores, 2);
            for (int i = 0; i < scores.length; i++) {
                boolean hidden = i >= 2 && i < count + 2 && !seen.get(key + i - 2);
                assertThat(scores[i]).isEqualTo(hidden ? Float.NEGATIVE_INFINITY : 7);
            }
        }
    }
}
