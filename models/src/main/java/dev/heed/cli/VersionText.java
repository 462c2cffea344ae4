package dev.heed.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String own =
                Objects.requireNonNullElse(VersionText.class.getPackage().getImplementationVersion(), "unpackaged");
        return new String[] {
            "heed " + own,
            "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ") on "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
