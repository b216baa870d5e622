package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.TestClasses;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a process of its own. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signal that a process could answer")
class ProcessFunctionalTest {

    @TempDir
    private Path folder;
    private Process process;

    /** Ends the process by its request, with status 7. */
    public static class ExitServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            System.exit(7);
        }
    }

    /** An application that ends the process while it is loaded. */
    public static ServletApplication exit() {
        System.exit(3);
        return null;
    }

    private BufferedReader start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private BufferedReader start(Map<String, String> environment, String... arguments) throws IOException {
        Path temp = Files.createDirectory(folder.resolve("temp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temp, "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
        // What the surroundings add to every JVM would be told on its standard error.
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        process = builder.start();
        return process.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException ignored) {
            return false; // that is what was to be found out
        }
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

    @ParameterizedTest
    @ValueSource(strings = {"--no-virtual-threads", "--virtual-threads"})
    void endsWithTheStatusOfAnApplicationThatExits(String threads) throws Exception {
        assumeTrue(threads.startsWith("--no") || Runtime.version().feature() >= 21, "needs virtual threads");
        String line = start("--listen=127.0.0.1:0", "--shutdown-grace=3600", threads, ExitServlet.class.getName())
                .readLine();
        try (RawClient client = RawClient.connect(URI.create(line.substring("Serving on ".length())))) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(7, process.exitValue());
            assertEquals(List.of(), temporaryFiles());
            assertTrue(Files.readString(folder.resolve("err")).contains("has called System.exit"));
        }
    }

    @Test
    void endsWithTheStatusOfAnApplicationThatExitsWhileItIsLoaded() throws Exception {
        Path content = Files.createDirectory(folder.resolve("content"));
        Files.writeString(content.resolve("index.html"), "index");
        Path war = folder.resolve("first.war");
        TestClasses.jar(war, content, Map.of());

        start("--shutdown-grace=3600", war.toString(), "--app=/b=" + ProcessFunctionalTest.class.getName() + "::exit");

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(3, process.exitValue());
        assertEquals(List.of(), temporaryFiles());
    }

    /** A server that has run out of memory must not stay as a process that accepts and does not answer. */
    @Test
    void endsWithOneWhenMemoryRunsOut() throws Exception {
        String line = start(Map.of("JAVA_TOOL_OPTIONS", "-Xmx40m"), "--listen=127.0.0.1:0", "--inbuf-overflow=1000000",
                "--buffer-memory=1g", MainTest.OwnServlet.class.getName()).readLine();
        URI uri = URI.create(line.substring("Serving on ".length()));
        String unfinished = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 600000\r\n\r\n" + "x".repeat(500_000);
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket client = new Socket(uri.getHost(), uri.getPort());
                clients.add(client);
                client.getOutputStream().write(unfinished.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException ignored) {
            // the server has gone, as it should
        }

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void saysForEachListenerWhereItServes() throws Exception {
        Path socket = folder.resolve("s");
        BufferedReader out = start("--listen=127.0.0.1:0", "--listen=*:0", "--listen=unix:" + socket,
                MainTest.OwnServlet.class.getName());

        String first = out.readLine();
        String second = out.readLine();
        String third = out.readLine();

        assertTrue(first.matches("Serving on http://127\\.0\\.0\\.1:[0-9]+"), first);
        assertTrue(second.matches("Serving on http://localhost:[0-9]+"), second);
        assertEquals("Serving on unix:" + socket, third);
        try (RawClient client = RawClient.connect(socket)) {
            assertEquals("own /x", client.get("/x").text());
        }
    }

    @Test
    void namesAnIpv6AddressAsUrisDo() throws Exception {
        assumeTrue(hasIpv6(), "needs the loopback address of IPv6");

        String line = start("--listen=[::1]:0", MainTest.OwnServlet.class.getName()).readLine();

        assertTrue(line.matches("Serving on http://\\[(::1|0:0:0:0:0:0:0:1)]:[0-9]+"), line);
        try (RawClient client = RawClient.connect(URI.create(line.substring("Serving on ".length())))) {
            assertEquals("own /x", client.get("/x").text());
        }
    }

    @Test
    void endsWithOneWhenAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            BufferedReader out = start("--listen=" + address, MainTest.OwnServlet.class.getName());

            assertNull(out.readLine());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(1, process.exitValue());
            List<String> errors = Files.readAllLines(folder.resolve("err")).stream()
                    .filter(line -> line.startsWith("waitress-serve: ")).toList();
            assertEquals(1, errors.size(), errors::toString);
            assertTrue(errors.get(0).contains(address), errors::toString);
            assertEquals(List.of(), temporaryFiles());
        }
    }

    @Test
    void takesSettingsFromTheEnvironmentAndAFile() throws Exception {
        Path config = Files.writeString(folder.resolve("server.properties"), """
                ident = file
                listen = 127.0.0.1:0
                context-path = /file
                """);

        String line = start(Map.of("WAITRESS_IDENT", "environment", "WAITRESS_CONTEXT_PATH", "/environment"),
                "--config=" + config, "--context-path=/option", MainTest.OwnServlet.class.getName()).readLine();

        try (RawClient client = RawClient.connect(URI.create(line.substring("Serving on ".length())))) {
            assertEquals("environment", client.get("/option/x").header("Server"));
            assertEquals("own /x", client.get("/option/x").text());
            assertEquals(404, client.get("/file/x").status());
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
