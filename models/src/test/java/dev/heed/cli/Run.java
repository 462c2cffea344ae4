package dev.heed.cli;

import dev.heed.Backends;
import dev.heed.conformance.cli.ProgressStyle;
import dev.heed.conformance.cli.Setting;
import dev.heed.conformance.compare.Entrant;
import dev.heed.spi.BackendProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a run of the command line left.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Run(int code, String out, String err) {
    /** Runs with these backends and nothing on standard input. */
    static Run heed(List<? extends BackendProvider> providers, String... args) {
        return heed(providers, new byte[0], args);
    }

    /** Runs with these backends and bytes on standard input. */
    static Run heed(List<? extends BackendProvider> providers, byte[] in, String... args) {
        Backends backends = Backends.of(providers.toArray(BackendProvider[]::new));
        return heed(() -> backends, new ByteArrayInputStream(in), new ByteArrayOutputStream(), args);
    }

    /** Runs with everything given. */
    static Run heed(Supplier<Backends> backends, InputStream in, OutputStream out, String... args) {
        StringWriter err = new StringWriter();
        Setting setting =
                new Setting(new PrintWriter(err, true), ProgressStyle.NONE, backends, () -> Entrant.of(backends.get()));
        int code = HeedCommandLine.run(setting, in, out, args);
        String printed = out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
        return new Run(code, printed, err.toString());
    }
}
