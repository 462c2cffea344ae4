package dev.heed.tornado;

import dev.heed.spi.Probe;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * TornadoVM as this JVM sees it, before anything of it runs.
 *
 * @param classes finds a class by its name, without initialising it
 * @param environment the value of an environment variable, or null
 * @param properties the value of a system property, or null
 */
record Installation(
        ClassLookup classes, UnaryOperator<@Nullable String> environment, UnaryOperator<@Nullable String> properties) {
    /** As {@link ClassLoader#loadClass(String)}. */
    interface ClassLookup {
        Class<?> find(String name) throws ClassNotFoundException;
    }

    /** What a program for TornadoVM names first; in every version so far. */
    private static final String API = "uk.ac.manchester.tornado.api.TaskGraph";

    /** What TornadoVM's options for the JVM set, and nothing else does. */
    private static final String STARTED = "tornado.load.runtime.implementation";

    private static final String JARS = "tornado-api-*-jdk*.jar";

    private static final String BAILOUT = "tornado.recover.bailout";

    /** The room for the instructions of a graph, in bytes; TornadoVM's own choice is 4096. */
    private static final String ROOM = "tornado.tvm.maxbytecodesize";

    /** What the largest graphs take, and some more. */
    private static final int LEAST_ROOM = 262_144;

    private static final String COMMAND =
            "Start it by ./heed --backend tornado, or by: java @$TORNADOVM_HOME/tornado-argfile -D" + BAILOUT
                    + "=False -D" + ROOM + "=" + LEAST_ROOM + " -cp ...";

    static Installation ofThisJvm() {
        return new Installation(
                name -> Class.forName(name, false, Installation.class.getClassLoader()),
                System::getenv,
                System::getProperty);
    }

    /** What TornadoVM lacks here; empty if nothing. */
    Optional<Probe.Unavailable> problem() {
        return problemWithGivenHome()
                .or(this::problemWithClasses)
                .or(this::problemWithHome)
                .or(this::problemWithOptions)
                .or(this::problemWithBailout)
                .or(this::problemWithRoom);
    }

    /** What is wrong with TORNADOVM_HOME if it is set; then its classes may be missing for that reason. */
    private Optional<Probe.Unavailable> problemWithGivenHome() {
        String home = environment.apply("TORNADOVM_HOME");
        return home == null || home.isEmpty()
                ? Optional.empty()
                : problemWithHome().or(() -> problemWithJdk(home));
    }

    /** The SDK's jars end in the JDK that it was built for. */
    private static Optional<Probe.Unavailable> problemWithJdk(String home) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(home, "share", "java", "tornado"), JARS)) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                String wanted = name.substring(name.lastIndexOf("-jdk") + 4, name.length() - ".jar".length());
                if (!wanted.equals(Runtime.version().feature() + "")) {
                    return unavailable(
                            "this is Java " + Runtime.version().feature()
                                    + ", and the TornadoVM in TORNADOVM_HOME wants " + wanted,
                            "Run on JDK " + wanted + ": set JAVA_HOME to one");
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // Its classes, or their absence, tell more.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Optional<Probe.Unavailable> problemWithClasses() {
        try {
            classes.find(API);
            return Optional.empty();
        } catch (ClassNotFoundException absent) {
            return unavailable(
                    "TornadoVM's classes are not on the class path (" + API + ")",
                    "Install the SDK of TornadoVM 5.2 and set TORNADOVM_HOME to its folder. " + COMMAND);
        } catch (UnsupportedClassVersionError tooNew) {
            return unavailable(
                    "this JDK, " + Runtime.version().feature() + ", is older than the one TornadoVM was built for ("
                            + tooNew.getMessage() + ")",
                    "Run on the JDK that the TornadoVM SDK names, such as 25 for '-jdk25'");
        } catch (LinkageError broken) {
            return unavailable("TornadoVM's classes do not load: " + broken, "Install its SDK anew, with all its jars");
        }
    }

    private Optional<Probe.Unavailable> problemWithHome() {
        String home = environment.apply("TORNADOVM_HOME");
        String remedy = "Set it to the folder of the TornadoVM SDK";
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

    private Optional<Probe.Unavailable> problemWithOptions() {
        return properties.apply(STARTED) == null
                ? unavailable("this JVM was started without TornadoVM's options", COMMAND)
                : Optional.empty();
    }

    /** With it TornadoVM runs a kernel that does not compile as one thread of Java, with wrong results and no error. */
    private Optional<Probe.Unavailable> problemWithBailout() {
        return "false".equalsIgnoreCase(properties.apply(BAILOUT))
                ? Optional.empty()
                : unavailable(
                        "TornadoVM would run kernels that do not compile as plain Java, which gives wrong results",
                        "Start the JVM with -D" + BAILOUT + "=False");
    }

    /** Without it a graph of more than some ten tasks fails, with an error that says nothing of room. */
    private Optional<Probe.Unavailable> problemWithRoom() {
        String room = properties.apply(ROOM);
        return room != null && room.matches("[0-9]{1,9}") && Integer.parseInt(room) >= LEAST_ROOM
                ? Optional.empty()
                : unavailable(
                        "TornadoVM has too little room for the task graphs of an encoder",
                        "Start the JVM with -D" + ROOM + "=" + LEAST_ROOM);
    }

    private static Optional<Probe.Unavailable> unavailable(String cause, String remedy) {
        return Optional.of(new Probe.Unavailable(cause, remedy));
    }
}
