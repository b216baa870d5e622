package io.waitress.servlet.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.WaitressServer;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.Waitress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Java in the README is the Java of this package: the same lines, compiled and run. */
@Timeout(300)
class ReadmeTest {

    private static final Path SOURCES = Path.of("src", "test", "java", "io", "waitress", "servlet", "readme");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void embedsInThreeLines() throws IOException, InterruptedException {
        ServletApplication application = ServletApplication.builder().servlet("/hello", new HelloServlet()).build();
        WaitressServer server = Waitress.start(application, settings -> settings.listen("127.0.0.1:0"));
        System.out.println("Say hello at " + server.uri().resolve("/hello"));

        try (server) {
            URI uri = server.uri().resolve("/hello?name=Ada");
            assertEquals("Hello, Ada!", HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
        }
    }

    @Test
    void readmeShowsWhatIsRunHere() throws IOException {
        String run = normalized(Files.readString(SOURCES.resolve("HelloServlet.java"))
                + Files.readString(SOURCES.resolve("HelloServletTest.java"))
                + Files.readString(SOURCES.resolve("ReadmeTest.java")));

        List<String> shown = JAVA_BLOCK.matcher(Files.readString(Path.of("..", "README.md"))).results()
                .map(block -> normalized(block.group(1))).toList();

        assertEquals(3, shown.size());
        for (String block : shown) {
            assertTrue(run.contains(block), () -> "not run as shown:\n" + block);
        }
    }

    /** Without indentation, and with the free port of a test as the port that a reader expects. */
    private static String normalized(String source) {
        return source.replaceAll("(?m)^\\s+", "").replace("127.0.0.1:0", "127.0.0.1:8080");
    }
}
