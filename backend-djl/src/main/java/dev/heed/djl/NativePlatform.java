package dev.heed.djl;

import java.util.Locale;
import java.util.Optional;

/**
 * The operating system and processor that a native library must be built for.
 *
 * @param name as people and Maven classifiers write it: {@code linux-x86_64}
 * @param classifier the classifier of libtorch's jar, if there is a build
 */
record NativePlatform(String name, Optional<String> classifier) {
    static NativePlatform ofThisJvm() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static NativePlatform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : os;
        String processor = osArch.equals("amd64") ? "x86_64" : osArch;
        String name = system + "-" + processor;
        return switch (name) {
            case "linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64" ->
                new NativePlatform(name, Optional.of(name));
            default -> new NativePlatform(name, Optional.empty());
        };
    }
}
