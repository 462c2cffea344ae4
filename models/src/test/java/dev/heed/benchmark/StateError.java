package dev.heed.benchmark;

import java.nio.FloatBuffer;
import java.util.Locale;

/** Hidden states against ONNX Runtime's, over the tokens that are not padding. */
final class StateError {
    private static final double MOST = 1e-5;
    private static final int WIDTH = 384;

    private StateError() {}

    static void print(String what, TokenBatch batch, OnnxMiniLm peer, HeedMiniLm heed) {
        FloatBuffer expected = peer.states(batch);
        FloatBuffer actual = heed.states(batch).floats();
        double largestDifference = 0;
        double largest = 0;
        double squaredDifferences = 0;
        double squares = 0;
        for (int i = 0; i < batch.batch() * batch.length() * WIDTH; i++) {
            if (batch.isToken(i / WIDTH)) {
                double difference = (double) actual.get(i) - expected.get(i);
                largestDifference = Math.max(largestDifference, Math.abs(difference));
                largest = Math.max(largest, Math.abs(expected.get(i)));
                squaredDifferences += difference * difference;
                squares += (double) expected.get(i) * expected.get(i);
            }
        }
        double relative = largestDifference / largest;
        double norm = Math.sqrt(squaredDifferences / squares);
        System.out.printf(
                Locale.ROOT,
                "%-18s %-8s largest difference / largest state %.2g, norms %.2g (%s)   goal %s%n",
                "error of states",
                heed.id(),
                relative,
                norm,
                what,
                Goal.atMost(MOST).verdict(Math.max(relative, norm)));
    }
}
