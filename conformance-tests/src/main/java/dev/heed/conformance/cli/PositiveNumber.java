package dev.heed.conformance.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number from 1 on. */
public final class PositiveNumber implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The same sentence says what is wrong.
        }
        throw new TypeConversionException("expected a whole number from 1 on, got '" + text + "'");
    }
}
