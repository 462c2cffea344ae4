package dev.heed.conformance.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time in minutes, whole or not. */
final class Minutes implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            double minutes = Double.parseDouble(text);
            if (minutes > 0 && minutes < Integer.MAX_VALUE) {
                return Duration.ofMillis(Math.round(minutes * 60_000));
            }
        } catch (NumberFormatException notANumber) {
            // The same sentence says what is wrong.
        }
        throw new TypeConversionException("expected a number of minutes above 0, got '" + text + "'");
    }
}
