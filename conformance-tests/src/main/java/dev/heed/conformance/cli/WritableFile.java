package dev.heed.conformance.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a file can be written is found out at once, not after minutes of work. */
public final class WritableFile {
    private WritableFile() {}

    /**
     * Finds out.
     *
     * @param options which options name other files
     * @throws CommandFailure if it cannot be written
     */
    public static void require(Path file, String options) {
        Path folder = file.toAbsolutePath().getParent();
        Path written = Files.exists(file) || folder == null ? file : folder;
        if (Files.isDirectory(file) || !Files.isWritable(written)) {
            throw new CommandFailure(file + " cannot be written; " + options);
        }
    }
}
