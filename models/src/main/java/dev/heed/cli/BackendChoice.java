package dev.heed.cli;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.Backends;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which backend runs, and on how many threads. */
final class BackendChoice {
    @Option(
            names = "--backend",
            paramLabel = "ID",
            split = ",",
            description = "The backend to run on, such as djl; or several, of which the first usable one runs:"
                    + " tornado,djl. Without it the usable one of highest priority runs ('heed backends').")
    private String[] ids = {};

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many threads one computation takes. Without it: all processors.")
    private @Nullable Integer threads;

    /** Opens the backend. The caller closes it. */
    Backend open(Backends backends) {
        BackendOptions options = new BackendOptions(threads == null ? OptionalInt.empty() : OptionalInt.of(threads));
        return switch (ids.length) {
            case 0 -> backends.preferred(options);
            case 1 -> backends.open(ids[0], options);
            default -> backends.firstAvailable(options, ids);
        };
    }

    /** Reads a whole number from 1 on. */
    static final class PositiveNumber implements ITypeConverter<Integer> {
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
}
