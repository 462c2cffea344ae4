package dev.heed.conformance.compare;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * How long the timed calls of one work took.
 *
 * @param seconds each of them, in the order in which they ran
 */
public record Timing(List<Double> seconds) {
    /** Copies the numbers. */
    public Timing {
        seconds = List.copyOf(seconds);
        if (seconds.isEmpty()) {
            throw new IllegalArgumentException("seconds: expected at least one call, got none");
        }
    }

    /** The median. */
    public double median() {
        return Median.withDefaults().evaluate(values());
    }

    /** A quarter of the calls were faster. */
    public double lowerQuartile() {
        return quantile(0.25);
    }

    /** A quarter of the calls were slower. */
    public double upperQuartile() {
        return quantile(0.75);
    }

    /** The median of how far each call was from the median (MAD), not scaled to a normal distribution. */
    public double medianDeviation() {
        double median = median();
        return Median.withDefaults()
                .evaluate(Arrays.stream(values())
                        .map(each -> Math.abs(each - median))
                        .toArray());
    }

    /** By the method that the library prefers, Hyndman and Fan's eighth: unbiased for the median whatever the numbers. */
    private double quantile(double p) {
        return Quantile.withDefaults().evaluate(values(), p);
    }

    private double[] values() {
        return seconds.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
