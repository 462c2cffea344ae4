package dev.heed.models.generate;

/** Closes what was opened before something failed. */
final class Closing {
    private Closing() {}

    static void all(Iterable<? extends AutoCloseable> opened, Throwable failure) {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
        }
    }
}
