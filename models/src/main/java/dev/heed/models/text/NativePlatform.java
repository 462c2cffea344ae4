package dev.heed.models.text;

import dev.heed.models.files.ModelException;
import java.util.List;
import java.util.Locale;

/**
 * The native files that the tokenizers jar holds for a platform.
 *
 * @param folder the folder's name in the jar: {@code linux-x86_64}
 * @param files the files, in the order in which they have to be loaded
 */
record NativePlatform(String folder, List<String> files) {
    static NativePlatform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static NativePlatform of(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        String arch = osArch.equals("amd64") ? "x86_64" : osArch;
        if (name.startsWith("linux") && (arch.equals("x86_64") || arch.equals("aarch64"))) {
            return new NativePlatform("linux-" + arch, List.of("libtokenizers.so"));
        }
        if (name.startsWith("mac") && arch.equals("aarch64")) {
            return new NativePlatform("osx-aarch64", List.of("libtokenizers.dylib"));
        }
        if (name.startsWith("windows") && arch.equals("x86_64")) {
            return new NativePlatform(
                    "win-x86_64",
                    List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", "tokenizers.dll"));
        }
        throw new ModelException("The tokenizers library has no native file for " + osName + " on " + osArch
                + "; it has them for Linux (x86_64, aarch64), macOS (aarch64) and Windows (x86_64).");
    }
}
