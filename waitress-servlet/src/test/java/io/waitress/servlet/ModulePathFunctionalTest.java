package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.WaitressServer;
import jakarta.servlet.Servlet;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A modular program that has nothing but the two libraries and what they need: no test framework, no class path. */
@Timeout(300)
class ModulePathFunctionalTest {

    private static final String MODULE = "module app { requires io.waitress.servlet; }";
    private static final String PROGRAM = """
            package app;

            import io.waitress.core.WaitressServer;
            import io.waitress.servlet.ServletApplication;
            import io.waitress.servlet.Waitress;
            import jakarta.servlet.http.HttpServlet;
            import jakarta.servlet.http.HttpServletRequest;
            import jakarta.servlet.http.HttpServletResponse;
            import java.io.IOException;
            import java.io.InputStream;

            public class App extends HttpServlet {
                private static final long serialVersionUID = 1L;

                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    response.getWriter().print("Hello from " + getClass().getModule());
                }

                public static void main(String[] arguments) throws IOException {
                    ServletApplication application = ServletApplication.builder().servlet("/", new App()).build();
                    try (WaitressServer server = Waitress.start(application, s -> s.listen("127.0.0.1:0"));
                            InputStream answer = server.uri().resolve("/").toURL().openStream()) {
                        System.out.print(new String(answer.readAllBytes()));
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void compilesAndRuns() throws Exception {
        String modules = Stream.of(WaitressServer.class, Waitress.class, Servlet.class, Logger.class)
                .map(ModulePathFunctionalTest::location).collect(Collectors.joining(File.pathSeparator));
        Path module = Files.writeString(folder.resolve("module-info.java"), MODULE);
        Path program = Files.writeString(Files.createDirectory(folder.resolve("app")).resolve("App.java"), PROGRAM);
        Path classes = folder.resolve("classes");
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);

        int compiled = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, "-Xlint:all", "-Werror",
                "--module-path", modules, "-d", classes.toString(), module.toString(), program.toString());

        assertEquals(0, compiled, messages::toString);
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path", modules + File.pathSeparator + classes, "--module", "app/app.App")
                .redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        try {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        assertEquals("Hello from module app", Files.readString(output), Files.readString(errors));
    }
}
