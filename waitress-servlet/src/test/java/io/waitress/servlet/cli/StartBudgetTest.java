package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts what a start up to the first response, and the end, make the JVM load. Time is not measured: it follows these
 * numbers, and they are the same on every machine. Who has a reason to exceed a limit raises it.
 */
@Timeout(300)
class StartBudgetTest {

    private static final int LAMBDAS = 92;
    private static final int OWN_CLASSES = 333;    // JDK 25 loads a few more than 17

    @TempDir
    private Path folder;
    private List<String> loaded;
    private Process process;

    /** Runs a check of an archive in a JVM of its own that lists every class. */
    @BeforeEach
    void start() throws IOException, InterruptedException {
        Path content = folder.resolve("content");
        TestClasses.compile(content.resolve("WEB-INF/classes"), "shop.Hello", """
                package shop;
                import jakarta.servlet.http.*;
                public class Hello extends HttpServlet {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response)
                            throws java.io.IOException {
                        response.getOutputStream().print("hello");
                    }
                }
                """);
        Files.writeString(content.resolve("WEB-INF/web.xml"), """
                <web-app>
                  <servlet><servlet-name>h</servlet-name><servlet-class>shop.Hello</servlet-class></servlet>
                  <servlet-mapping><servlet-name>h</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
                </web-app>
                """);
        Path war = folder.resolve("shop.war");
        TestClasses.jar(war, content, Map.of());
        Path list = folder.resolve("classes");
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + list, "-cp", System.getProperty("java.class.path"), Main.class.getName(),
                "--threads=16", "--log-level=warn", "--check", war.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("output")));
        loaded = Files.readAllLines(list);
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private void atMost(int limit, String what, Predicate<String> counted) {
        List<String> found = loaded.stream().filter(counted).toList();
        assertTrue(found.size() <= limit,
                () -> found.size() + " " + what + ", expected at most " + limit + ":\n" + String.join("\n", found));
    }

    @Test
    void linksFewLambdasAndLoadsFewClasses() {
        atMost(LAMBDAS, "lambdas", line -> line.contains("io.waitress.") && line.contains("$$Lambda"));
        atMost(OWN_CLASSES, "classes of the server", line -> line.contains(" io.waitress.")
                && !line.contains("$$Lambda"));
    }

    @Test
    void doesWithoutWhatIsDear() {
        atMost(0, "classes that a start does not need", line -> List.of("java.security.SecureRandom ",
                "java.text.SimpleDateFormat ", "java.util.Formatter ", "java.time.format.DateTimeFormatter ",
                "java.lang.invoke.StringConcatFactory ").stream().anyMatch(name -> line.contains(" " + name)
                        && !line.contains("shared objects file")));
    }
}
