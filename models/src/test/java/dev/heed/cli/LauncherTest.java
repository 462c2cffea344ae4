package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a repository of its own, with a Java and a Maven that only say what they were called with. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    private Path repository = Path.of("");
    private Path jdk = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void layOut(@TempDir Path folder) throws IOException {
        repository = Files.createDirectories(folder.resolve("a repository"));
        Files.copy(Path.of("..", "heed"), repository.resolve("heed"));
        file(repository.resolve("pom.xml"), "<project/>");
        file(repository.resolve("models/pom.xml"), "<project/>");
        file(repository.resolve("models/src/main/java/A.java"), "class A {}");
        file(repository.resolve("models/target/heed-models-1.jar"), "");
        file(repository.resolve("api/target/heed-api-1.jar"), "");
        file(
                repository.resolve("models/target/heed/class-path"),
                repository.resolve("api/target/heed-api-1.jar").toString());
        jdk = folder.resolve("a jdk");
        installJdk("17.0.15");
        tools = folder.resolve("tools");
        script(tools.resolve("mvn"), "echo MAVEN \"$@\"; exit 1");
    }

    @Test
    void startsJava_withTheClassPathOfTheLastBuild() throws Exception {
        String jars = repository.resolve("models/target/heed-models-1.jar") + ":"
                + repository.resolve("api/target/heed-api-1.jar");

        assertThat(heed("similar", "two words", "*").out())
                .contains("-Dheed.terminal=false|-cp|" + jars + "|dev.heed.cli.Main|similar|two words|*|");
    }

    @Test
    void doesSoThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(tools.resolve("linked"), Path.of("../a repository/heed"));

        assertThat(run(link, "--version").out()).contains("dev.heed.cli.Main|--version|");
    }

    @Test
    void onANewerJdk_allowsWhatItWouldWarnAbout() throws Exception {
        assertThat(heed("backends").out()).doesNotContain("--enable-native-access");
        installJdk("25");
        assertThat(heed("backends").out())
                .contains("|--enable-native-access=ALL-UNNAMED|--sun-misc-unsafe-memory-access=allow|");
    }

    @Test
    void forTornadoVm_startsJavaWithItsOptions() throws Exception {
        String home = installTornadoVm();
        installJdk("25.0.1");

        for (String[] arguments :
                new String[][] {{"similar", "--backend", "tornado,djl"}, {"a", "--backend=tornado"}}) {
            assertThat(heedWithTornadoVm(home, arguments).out())
                    .startsWith("@" + home + "/tornado-argfile|")
                    .contains("|-Dtornado.recover.bailout=False|-Dtornado.tvm.maxbytecodesize=262144"
                            + "|-Dtornado.experimental.reduce=False|-Dtornado.max.events=1024|")
                    .doesNotContain("UseSerialGC");
        }
        for (String once : new String[] {"similar", "fill", "generate"}) {
            assertThat(heedWithTornadoVm(home, once, "--backend", "tornado").out())
                    .contains("|-XX:TieredStopAtLevel=1|");
        }
        assertThat(heedWithTornadoVm(home, "compare", "--backend", "tornado").out())
                .startsWith("@" + home + "/tornado-argfile|")
                .doesNotContain("TieredStopAtLevel");
        assertThat(heedWithTornadoVm(home, "backends").out()).startsWith("@" + home + "/tornado-argfile|");
        assertThat(heedWithTornadoVm(home, "similar", "--backend", "djl", "tornado")
                        .out())
                .doesNotContain("argfile");
        assertThat(heed("similar", "--backend", "tornado").out()).doesNotContain("argfile");
    }

    @Test
    void onAnotherJdkThanTornadoVms_saysWhichOneToSet() throws Exception {
        String home = installTornadoVm();

        assertThat(heedWithTornadoVm(home, "similar", "--backend", "tornado"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "heed: '" + jdk + "/bin/java' is Java 17, and the TornadoVM in TORNADOVM_HOME wants 25; set"
                                + " JAVA_HOME to one\n"));
        assertThat(heedWithTornadoVm(home, "backends").out())
                .contains("dev.heed.cli.Main|backends|")
                .doesNotContain("argfile");
    }

    @Test
    void withoutTornadoVmsOptions_saysWhereTheyShouldBe() throws Exception {
        String home = installTornadoVm();
        Files.delete(Path.of(home, "tornado-argfile"));

        requireProblem(home, "TORNADOVM_HOME is '" + home + "', but there is no tornado-argfile in it");
    }

    @Test
    void withoutTornadoVm_saysWhatIsMissing() throws Exception {
        String home = installTornadoVm();
        installJdk("25.0.1");
        String absent = home + "/absent";
        requireProblem(
                absent,
                "TORNADOVM_HOME is '" + absent + "', which is no folder; set it to the folder of TornadoVM's SDK");

        file(Path.of(home, "tornado-argfile"), "--upgrade-module-path " + absent + "\n");
        requireProblem(
                home,
                "'" + home + "/tornado-argfile' names '" + absent
                        + "', which is no folder; was the SDK moved? Have it made anew");

        Files.delete(Path.of(home, "share/java/tornado/tornado-api-5.2.0-jdk25.jar"));
        requireProblem(
                home,
                "TORNADOVM_HOME is '" + home + "', but there is no share/java/tornado/tornado-api-*-jdk*.jar in it");
    }

    /** It stops whoever needs TornadoVM, and nobody who asks for the backends. */
    private void requireProblem(String home, String problem) throws Exception {
        assertThat(heedWithTornadoVm(home, "similar", "--backend", "tornado"))
                .isEqualTo(new Run(1, "", "heed: " + problem + "\n"));
        assertThat(heedWithTornadoVm(home, "backends").out())
                .contains("dev.heed.cli.Main|backends|")
                .doesNotContain("argfile");
    }

    private String installTornadoVm() throws IOException {
        Path home = tools.resolve("tornado vm");
        file(home.resolve("tornado-argfile"), "");
        file(home.resolve("share/java/tornado/tornado-api-5.2.0-jdk25.jar"), "");
        return home.toString();
    }

    @Test
    void refusesAnOldJdk() throws Exception {
        installJdk("11.0.2");

        assertThat(heed("backends"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "heed: '" + jdk + "/bin/java' is Java 11; 17 or newer is needed, set JAVA_HOME to one\n"));
    }

    @Test
    void refusesAJavaHomeWithoutJava() throws Exception {
        Files.delete(jdk.resolve("bin/java"));

        assertThat(heed("backends").err())
                .isEqualTo("heed: JAVA_HOME is '" + jdk
                        + "', but there is no bin/java in it; set it to a JDK from 17 on\n");
    }

    @Test
    void buildsAgain_ifASourceIsNewer() throws Exception {
        Files.setLastModifiedTime(repository.resolve("models/target/heed/class-path"), LONG_AGO);

        requireFailedBuild(heed("backends"));
    }

    @Test
    void buildsAgain_ifAJarIsMissing() throws Exception {
        Files.delete(repository.resolve("api/target/heed-api-1.jar"));

        requireFailedBuild(heed("backends"));
    }

    @Test
    void saysThatTheFirstRunBuilds() throws Exception {
        Files.delete(repository.resolve("models/target/heed/class-path"));

        Run run = heed("backends");

        requireFailedBuild(run);
        assertThat(run.err()).startsWith("heed: the first run builds");
    }

    /** Maven's output is shown, because it failed. */
    private void requireFailedBuild(Run run) {
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("MAVEN -f " + repository + "/pom.xml -B -pl models -am package")
                .endsWith("heed: the build failed; all of its output is in " + repository
                        + "/models/target/heed/build.log\n");
        assertThat(run.code()).isEqualTo(1);
    }

    private void installJdk(String version) throws IOException {
        script(jdk.resolve("bin/java"), "printf '%s|' \"$@\"");
        file(jdk.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path path, String commands) throws IOException {
        file(path, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void file(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    }

    private Run heed(String... args) throws Exception {
        return run(repository.resolve("heed"), args);
    }

    private Run heedWithTornadoVm(String home, String... args) throws Exception {
        return run(Map.of("TORNADOVM_HOME", home), repository.resolve("heed"), args);
    }

    private Run run(Path launcher, String... args) throws Exception {
        return run(Map.of(), launcher, args);
    }

    private Run run(Map<String, String> environment, Path launcher, String... args) throws Exception {
        Path err = tools.resolve("err");
        ProcessBuilder process = new ProcessBuilder("sh", launcher.toString());
        process.command().addAll(java.util.List.of(args));
        process.environment().remove("TORNADOVM_HOME");
        process.environment().putAll(environment);
        process.environment().putAll(Map.of("JAVA_HOME", jdk.toString(), "PATH", tools + ":" + System.getenv("PATH")));
        Process running =
                process.directory(tools.toFile()).redirectError(err.toFile()).start();
        String out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(running.waitFor(), out, Files.readString(err));
    }
}
