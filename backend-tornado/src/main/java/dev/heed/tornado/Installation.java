package dev.heed.tornado;

import dev.heed.spi.Probe;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * TornadoVM as this JVM sees it.
 *
 * @param classes finds a class by its name, without initialising it
 * @param environment the value of an environment variable, or null
 */
record Installation(ClassLookup classes, UnaryOperator<@Nullable String> environment) {
    /** As {@link ClassLoader#loadClass(String)}. */
    interface ClassLookup {
        Class<?> find(String name) throws ClassNotFoundException;
    }

    /** What a program for TornadoVM names first; in every version so far. */
    private static final String API = "uk.ac.manchester.tornado.api.TaskGraph";

    private static final String MEANWHILE =
            " This version of Heed has no kernels for TornadoVM yet: until one has, use" + " backend 'djl' or 'nd4j'";

    static Installation ofThisJvm() {
        return new Installation(
                name -> Class.forName(name, false, Installation.class.getClassLoader()), System::getenv);
    }

    /** What TornadoVM lacks here; empty if nothing. */
    Optional<Probe.Unavailable> problem() {
        return problemWithClasses().or(this::problemWithHome);
    }

    private Optional<Probe.Unavailable> problemWithClasses() {
        try {
            classes.find(API);
            return Optional.empty();
        } catch (ClassNotFoundException absent) {
            return unavailable(
                    "TornadoVM's classes are not on the class path (" + API + ")",
                    "TornadoVM is started by: java @$TORNADOVM_HOME/tornado-argfile -cp ...");
        } catch (UnsupportedClassVersionError tooNew) {
            return unavailable(
                    "this JDK, " + Runtime.version().feature() + ", is older than the one TornadoVM was built for ("
                            + tooNew.getMessage() + ")",
                    "Run on the JDK that the TornadoVM SDK names, such as 25 for '-jdk25'.");
        } catch (LinkageError broken) {
            return unavailable(
                    "TornadoVM's classes do not load: " + broken, "Install its SDK anew, with all its jars.");
        }
    }

    private Optional<Probe.Unavailable> problemWithHome() {
        String home = environment.apply("TORNADOVM_HOME");
        String remedy = "Set it to the folder of the TornadoVM SDK.";
        if (home == null || home.isEmpty()) {
            return unavailable("TORNADOVM_HOME is not set", remedy);
        }
        return isFolder(home)
                ? Optional.empty()
                : unavailable("TORNADOVM_HOME is '" + home + "', which is not a folder", remedy);
    }

    private static boolean isFolder(String path) {
        try {
            return Files.isDirectory(Path.of(path));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }

    private static Optional<Probe.Unavailable> unavailable(String cause, String remedy) {
        return Optional.of(new Probe.Unavailable(cause, remedy + MEANWHILE));
    }
}
