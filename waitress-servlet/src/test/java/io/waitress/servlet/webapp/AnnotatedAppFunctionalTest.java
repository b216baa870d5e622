package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.TestClasses;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications whose classes declare them, over a socket. */
@Timeout(300)
class AnnotatedAppFunctionalTest extends PluggableApp {

    @Test
    void runsWithoutDescriptor() throws Exception {
        classes("Plain", "First", "Sieve", "Opening");
        jar("lib", null, Map.of(), "Second");

        serve((client, context) -> {
            assertEquals("First first a=annotated b=annotated null Sieve", client.get("/first").text());
            assertEquals("First first a=annotated b=annotated null Sieve", client.get("/one/x").text());
            assertEquals("Second app.Second null Sieve", client.get("/second").text());
            assertEquals("Plain by Opening null Sieve", client.get("/Opening").text());
        });
    }

    @Test
    void prefersTheDescriptor() throws Exception {
        classes("First", "Sieve", "Second");
        webXml("version='3.0'", "<servlet><servlet-name>first</servlet-name><init-param><param-name>a</param-name>"
                + "<param-value>declared</param-value></init-param></servlet>"
                + "<servlet-mapping><servlet-name>first</servlet-name><url-pattern>/mine</url-pattern></servlet-mapping>"
                + "<filter-mapping><filter-name>app.Sieve</filter-name><url-pattern>/second</url-pattern>"
                + "</filter-mapping>");

        serve((client, context) -> {
            assertEquals("First first a=declared b=annotated null", client.get("/mine").text());
            assertEquals(404, client.get("/first").status());
            assertEquals("Second app.Second null Sieve", client.get("/second").text());
            assertEquals(3, context.getEffectiveMajorVersion());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1"})
    void readsNoAnnotationsIfTheDescriptorIsComplete(String complete) throws Exception {
        classes("First", "Opening", "Living");
        jar("lib", fragment("f", "<servlet><servlet-name>s</servlet-name><servlt/></servlet>"), Map.of(), "Second");
        webXml("metadata-complete='" + complete + "'", "<servlet><servlet-name>living</servlet-name><servlet-class>"
                + "app.Living$S</servlet-class><load-on-startup>1</load-on-startup></servlet>");

        serve((client, context) -> {
            assertEquals(404, client.get("/first").status());
            assertEquals(404, client.get("/second").status());
            assertNull(context.getAttribute("order"));
            assertEquals(Set.of("living", "default", "jsp"),
                    new TreeSet<>(context.getServletRegistrations().keySet()));
            assertEquals(List.of("servlet init"), calls(context));
        });
    }

    @Test
    void readsNoAnnotationsOfAFragmentThatIsComplete() throws Exception {
        jar("a", fragment("a", "").replace("<web-fragment", "<web-fragment metadata-complete='true'"), Map.of(), "First");
        jar("b", fragment("b", ""), Map.of(), "Second");

        serve((client, context) -> {
            assertEquals(404, client.get("/first").status());
            assertEquals(200, client.get("/second").status());
        });
    }

    @Test
    void knowsWhatAClassSaysOfEveryServletOfIt() throws Exception {
        classes("Guarded", "Heir", "Plain");
        webXml("", Stream.of("Guarded", "Heir", "Plain").map(name -> "<servlet><servlet-name>" + name
                + "</servlet-name><servlet-class>app." + name + "</servlet-class></servlet>").reduce("", String::concat));

        try (WebApp loaded = WebApp.load(app)) {
            ServletDefinition guarded = servlet(loaded, "Guarded");

            assertEquals(7, guarded.multipart().maxFileBytes());
            assertEquals(-1, guarded.multipart().maxRequestBytes());
            assertEquals("boss", guarded.runAs());
            assertEquals(List.of("clerk"), List.of(guarded.security().getRolesAllowed()));
            assertEquals(Set.of("clerk", "guest"), loaded.model().security().roles());
            assertEquals(List.of("clerk"), List.of(servlet(loaded, "Heir").security().getRolesAllowed()));
            assertNull(servlet(loaded, "Heir").multipart());
            assertNull(servlet(loaded, "Plain").security());
        }
    }

    @Test
    void readsAnnotationsOfServletsThatAreRegisteredButNotOfObjects() throws Exception {
        classes("Guarded", "Registering");

        serve((client, context) -> assertEquals(Arrays.asList("boss", "boss", "boss", null),
                context.getAttribute("roles")));
    }

    @Test
    void prefersTheClassThatIsLoaded() throws Exception {
        jar("a", null, Map.of(), "Second");
        Path other = folder.resolve("other");
        TestClasses.compile(other, "app.Second", SERVLET.formatted("@WebServlet(\"/other\")", "Second", "HttpServlet"));
        TestClasses.jar(app.resolve("WEB-INF/lib/b.jar"), other, Map.of());

        serve((client, context) -> {
            assertEquals(200, client.get("/second").status());
            assertEquals(404, client.get("/other").status());
        });
    }

    @Test
    void namesTheClassWhosePatternIsWrong() throws Exception {
        TestClasses.compile(app.resolve("WEB-INF/classes"), "app.Wrong",
                SERVLET.formatted("@WebServlet(\"wrong\")", "Wrong", "HttpServlet"));

        String message = problem();

        assertTrue(message.startsWith("app.Wrong in WEB-INF/classes: <url-pattern> is 'wrong'; expected "), message);
    }

    @Test
    void refusesOnePatternForTwoAnnotatedServlets() throws Exception {
        classes("Second");
        TestClasses.compile(app.resolve("WEB-INF/classes"), "app.Third",
                SERVLET.formatted("@WebServlet(\"/second\")", "Third", "HttpServlet"));

        String message = problem();

        assertTrue(message.contains("app.Second") && message.contains("app.Third"), message);
    }

    private static List<?> calls(ServletContext context) throws ReflectiveOperationException {
        return (List<?>) context.getClassLoader().loadClass("app.Living").getField("CALLS").get(null);
    }

    @Test
    void callsWhatIsMarked() throws Exception {
        classes("Living");
        webXml("", "<servlet><servlet-name>d</servlet-name><servlet-class>app.Living$Declared</servlet-class>"
                + "<load-on-startup>2</load-on-startup></servlet>"
                + "<post-construct><lifecycle-callback-class>app.Living$Declared</lifecycle-callback-class>"
                + "<lifecycle-callback-method>begin</lifecycle-callback-method></post-construct>"
                + "<pre-destroy><lifecycle-callback-class>app.Living$Declared</lifecycle-callback-class>"
                + "<lifecycle-callback-method>finish</lifecycle-callback-method></pre-destroy>");
        List<?>[] calls = new List<?>[1];

        serve((client, context) -> {
            calls[0] = calls(context);
            assertEquals(List.of("listener made", "listener init", "filter made", "filter init",
                    "base made", "servlet made", "servlet init", "declared made"), calls[0]);
            assertEquals(500, client.get("/broken").status());
        });

        assertTrue(calls[0].contains("declared end"), calls[0].toString());
        assertEquals(List.of("servlet destroy", "servlet end", "base end"),
                calls[0].stream().filter(call -> call.toString().matches("(servlet|base) (destroy|end)")).toList());
        assertEquals(List.of("filter destroy", "filter end", "listener destroy", "listener end"),
                calls[0].subList(calls[0].size() - 4, calls[0].size()));
        assertEquals(-1, calls[0].indexOf("wrong"));
    }
}
