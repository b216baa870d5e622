package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signal that a process could answer")
class ProcessFunctionalTest {

    @TempDir
    private Path folder;
    private Process process;

    private BufferedReader start(String... arguments) throws IOException {
        Path temp = Files.createDirectory(folder.resolve("temp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temp, "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
        return process.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("temp"))) {
            return files.toList();
        }
    }

    @Test
    void endsWithZeroWhenTerminated() throws Exception {
        String line = start("--listen=127.0.0.1:0", MainTest.OwnServlet.class.getName()).readLine();
        try (RawClient client = RawClient.connect(URI.create(line.substring("Serving on ".length())))) {
            assertEquals("own /x", client.get("/x").text());
            assertFalse(temporaryFiles().isEmpty());

            process.destroy();

            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            assertEquals(List.of(), temporaryFiles());
        }
    }

    @Test
    void endsWithTwoWhenAskedWrongly() throws Exception {
        start("--treads=3");

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(2, process.exitValue());
        assertEquals(List.of("waitress-serve: --treads: no such option; did you mean --threads?"),
                Files.readAllLines(folder.resolve("err")));
    }

    @Test
    void logsAtTheLevelAskedFor() throws Exception {
        start("--log-level=off", "--listen=127.0.0.1:0", MainTest.OwnServlet.class.getName()).readLine();

        process.destroy();

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(List.of(), Files.readAllLines(folder.resolve("err")));
    }
}
