package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that jars are parts of, over a socket. */
@Timeout(300)
class FragmentsFunctionalTest extends PluggableApp {

    @Test
    void mergesFragmentsInTheirOrder() throws Exception {
        classes("Plain", "Later", "Opening");
        jar("a", fragment("A", "<ordering><after><name>B</name></after></ordering><filter-mapping><filter-name>hidden"
                + "</filter-name><url-pattern>/first</url-pattern></filter-mapping>"
                + "<listener><listener-class>app.Later</listener-class></listener>"), Map.of(), "Hidden");
        jar("b", fragment("B", "<servlet><servlet-name>first</servlet-name><servlet-class>app.First</servlet-class>"
                + "<init-param><param-name>a</param-name><param-value>of b</param-value></init-param></servlet>"
                + "<filter-mapping><filter-name>app.Sieve</filter-name><url-pattern>/*</url-pattern></filter-mapping>"),
                Map.of(), "First", "Sieve");

        serve((client, context) -> {
            assertEquals("First first a=of b b=annotated null Sieve Hidden", client.get("/first").text());
            assertEquals("null Opening Later", context.getAttribute("order"));
            assertEquals(List.of("b.jar", "a.jar"), context.getAttribute(ServletContext.ORDERED_LIBS));
            assertEquals("Plain by Later null Sieve", client.get("/Later").text());
        });
    }

    @Test
    void leavesOutWhatAnAbsoluteOrderingDoesNotName() throws Exception {
        classes("Plain");
        String services = "META-INF/services/jakarta.servlet.ServletContainerInitializer";
        jar("a", fragment("A", "<servlet><servlet-name>a</servlet-name><servlet-class>app.Second</servlet-class></servlet>"
                + "<servlet-mapping><servlet-name>a</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>"),
                Map.of("META-INF/resources/a.txt", "a"), "Second");
        jar("b", fragment("B", "<servlt/>").replace("<servlt/>", ""), Map.of(services, "app.Starter\n"), "Starter", "Thing",
                "Mark", "Opening");
        jar("c", null, Map.of("META-INF/resources/a.txt", "c"), "First", "Hidden");
        webXml("", "<absolute-ordering><name>A</name></absolute-ordering><servlet><servlet-name>first</servlet-name>"
                + "<servlet-class>app.First</servlet-class></servlet>");

        serve((client, context) -> {
            assertEquals("Second a null", client.get("/a").text());
            assertEquals("First first a=annotated b=annotated null", client.get("/first").text());
            assertNull(context.getAttribute("types"));
            assertNull(context.getAttribute("order"));
            assertEquals(List.of("a.jar"), context.getAttribute(ServletContext.ORDERED_LIBS));
            assertEquals("a", client.get("/a.txt").text());
        });
    }

    @Test
    void givesResourcesInTheOrderOfFragments() throws Exception {
        jar("a", fragment("A", ""), Map.of("META-INF/resources/x.txt", "a"));
        jar("b", fragment("B", "<ordering><before><others/></before></ordering>"),
                Map.of("META-INF/resources/x.txt", "b"));

        serve((client, context) -> assertEquals("b", client.get("/x.txt").text()));
    }

    @Test
    void servesAServletAsWelcomeFile() throws Exception {
        classes("First");
        webXml("", "<welcome-file-list><welcome-file>nothing.html</welcome-file></welcome-file-list>");
        jar("a", fragment("A", "<welcome-file-list><welcome-file>first</welcome-file></welcome-file-list>"), Map.of());

        serve((client, context) -> assertEquals("First first a=annotated b=annotated null", client.get("/").text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<name>A</name><ordering><after><name>B</name></after></ordering>",
        "<name>B</name>",
        "<name>A</name><context-param><param-name>p</param-name><param-value>other</param-value></context-param>",
    })
    void refusesContradictingFragments(String content) throws Exception {
        jar("a", "<web-fragment>" + content + "</web-fragment>", Map.of());
        jar("b", fragment("B", "<ordering><after><name>A</name></after></ordering>"
                + "<context-param><param-name>p</param-name><param-value>one</param-value></context-param>"), Map.of());

        String message = problem();

        assertTrue(message.contains("WEB-INF/lib/") && message.contains(".jar!/META-INF/web-fragment.xml:1: "), message);
    }

    @Test
    void namesTheFragmentThatHasAMistake() throws Exception {
        jar("a", "<web-fragment>\n<servlt/></web-fragment>", Map.of());

        String message = problem();

        assertTrue(message.startsWith("WEB-INF/lib/a.jar!/META-INF/web-fragment.xml:2: unknown element <servlt>"), message);
    }
}
