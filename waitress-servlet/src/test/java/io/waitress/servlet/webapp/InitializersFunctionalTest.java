package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Initialisers and the types they ask for, found anew and kept, over a socket. */
@Timeout(300)
class InitializersFunctionalTest extends PluggableApp {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesInitializersTheTypesTheyAskFor(boolean complete) throws Exception {
        classes("Plain", "OneThing", "Marked", "Sieve", "Optional", "Lost");
        jar("a", null, Map.of("META-INF/services/jakarta.servlet.ServletContainerInitializer",
                "# of this jar\napp.Starter # the only one\n"), "Starter", "Thing", "Mark");
        jar("b", null, Map.of(), "Another");
        webXml(complete ? "metadata-complete='true'" : "", "");

        serve((client, context) -> {
            assertEquals("[Another, Marked, OneThing, Optional, Sieve]", context.getAttribute("types"));
            assertEquals("yes", context.getAttribute("refused"));
        });
    }

    @Test
    void givesNoTypesOfExcludedJars() throws Exception {
        classes("OneThing");
        jar("a", fragment("A", ""), Map.of("META-INF/services/jakarta.servlet.ServletContainerInitializer",
                "app.Starter\n"), "Starter", "Thing", "Mark");
        jar("b", null, Map.of(), "Another", "Plain");
        webXml("", "<absolute-ordering><name>A</name></absolute-ordering><servlet><servlet-name>p</servlet-name>"
                + "<servlet-class>app.Plain</servlet-class></servlet>");

        serve((client, context) -> assertEquals("[OneThing]", context.getAttribute("types")));
    }

    @Test
    void givesNullIfNothingMatches() throws Exception {
        jar("a", null, Map.of("META-INF/services/jakarta.servlet.ServletContainerInitializer", "app.Starter\n"),
                "Starter", "Thing", "Mark");

        serve((client, context) -> assertEquals("null", context.getAttribute("types")));
    }

    @Test
    void findsTheServersInitializersToo() throws Exception {
        Path shared = Files.createDirectories(folder.resolve("shared"));
        copyClasses(shared, "Starter", "Thing", "Mark");
        write(shared.resolve("META-INF/services/jakarta.servlet.ServletContainerInitializer"), "app.Starter");
        classes("OneThing");

        try (java.net.URLClassLoader parent = new java.net.URLClassLoader(new java.net.URL[] {shared.toUri().toURL()},
                getClass().getClassLoader());
                WebApp loaded = WebApp.load(app, options -> options.parent(parent));
                TestServer server = TestServer.start(loaded.application())) {
            assertEquals("[OneThing]", server.servletContext().getAttribute("types"));
        }
    }

    @Test
    void keepsWhatItFindsAndFindsTheSameAgain() throws Exception {
        classes("OneThing", "First");
        jar("a", null, Map.of("META-INF/services/jakarta.servlet.ServletContainerInitializer", "app.Starter\n"),
                "Starter", "Thing", "Mark");
        Path work = folder.resolve("work");
        for (int start = 0; start < 3; start++) {
            try (WebApp loaded = WebApp.load(app, options -> options.workFolder(work));
                    TestServer server = TestServer.start(loaded.application());
                    RawClient client = server.connect()) {
                assertEquals("[OneThing]", server.servletContext().getAttribute("types"));
                assertEquals(200, client.get("/first").status());
            }
            try (Stream<Path> kept = Files.list(work.resolve("annotations"))) {
                for (Path file : kept.toList()) {
                    if (start == 1) {
                        Files.writeString(file, "broken");
                    }
                }
            }
        }
    }

    @Test
    void keepsNothingIfThereIsNothing() throws Exception {
        classes("Plain");
        webXml("", "<servlet><servlet-name>p</servlet-name><servlet-class>app.Plain</servlet-class></servlet>");
        Path work = folder.resolve("work");

        WebApp.load(app, options -> options.workFolder(work).asyncTimeout(Duration.ofSeconds(3))).close();

        assertEquals(false, Files.exists(work));
    }

    @Test
    void setsTheDefaultOfAsynchronousRequests() throws Exception {
        try (WebApp loaded = WebApp.load(app, options -> options.asyncTimeout(Duration.ofSeconds(3)))) {
            assertEquals(Duration.ofSeconds(3), loaded.model().asyncTimeout());
        }
    }
}
