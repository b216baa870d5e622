package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications put together of annotations, fragments and initialisers, over a socket. */
@Timeout(300)
class PluggableAppFunctionalTest {

    private static final String MARK = """
            package jakarta.annotation;
            import java.lang.annotation.*;
            @Retention(RetentionPolicy.RUNTIME)
            public @interface %s { %s }
            """;

    /** Says what it is and what it has; the same source makes servlets of several names and annotations. */
    private static final String SERVLET = """
            package app;
            import jakarta.servlet.annotation.*;
            import jakarta.servlet.http.*;
            %s
            public class %s extends %s {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    StringBuilder text = new StringBuilder(getClass().getSimpleName() + " " + getServletName());
                    java.util.Collections.list(getInitParameterNames()).stream().sorted()
                            .forEach(name -> text.append(" " + name + "=" + getInitParameter(name)));
                    response.getWriter().print(text + " " + request.getAttribute("trace"));
                }
            }
            """;

    private static final String FILTER = """
            package app;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            %s
            public class %s implements Filter {
                @Override
                public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                        throws java.io.IOException, ServletException {
                    request.setAttribute("trace", request.getAttribute("trace") + " " + getClass().getSimpleName());
                    chain.doFilter(request, response);
                }
            }
            """;

    private static final String LISTENER = """
            package app;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            %s
            public class %s implements ServletContextListener {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    ServletContext context = event.getServletContext();
                    context.setAttribute("order", context.getAttribute("order") + " " + getClass().getSimpleName());
                    context.addServlet("by " + getClass().getSimpleName(), "app.Plain")
                            .addMapping("/" + getClass().getSimpleName());
                }
            }
            """;

    /** Notes every call of its life. */
    private static final String LIVING = """
            package app;
            import jakarta.annotation.*;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            import jakarta.servlet.http.*;
            public class Living {
                public static final java.util.List<String> CALLS = new java.util.concurrent.CopyOnWriteArrayList<>();
                public static class Base extends HttpServlet {
                    @PostConstruct void base() { CALLS.add("base made"); }
                    @PreDestroy private void baseEnd() { CALLS.add("base end"); }
                    @PostConstruct void overridden() { CALLS.add("wrong"); }
                }
                @WebServlet(urlPatterns = "/living", loadOnStartup = 1)
                public static class S extends Base {
                    @PostConstruct private void made() { CALLS.add("servlet made"); }
                    @Override void overridden() { CALLS.add("wrong"); }
                    @Override public void init() { CALLS.add("servlet init"); }
                    @Override public void destroy() { CALLS.add("servlet destroy"); }
                    @PreDestroy protected void end() { CALLS.add("servlet end"); }
                }
                @WebFilter("/living")
                public static class F implements Filter {
                    @PostConstruct void made() { CALLS.add("filter made"); }
                    @Override public void init(FilterConfig config) { CALLS.add("filter init"); }
                    @Override public void destroy() { CALLS.add("filter destroy"); }
                    @PreDestroy void end() { CALLS.add("filter end"); }
                    @Override public void doFilter(ServletRequest q, ServletResponse s, FilterChain chain) { }
                }
                @WebListener
                public static class L implements ServletContextListener {
                    @PostConstruct void made() { CALLS.add("listener made"); }
                    @Override public void contextInitialized(ServletContextEvent event) { CALLS.add("listener init"); }
                    @Override public void contextDestroyed(ServletContextEvent event) { CALLS.add("listener destroy"); }
                    @PreDestroy void end() { CALLS.add("listener end"); }
                }
                @WebServlet("/broken")
                public static class Broken extends HttpServlet {
                    @PostConstruct void made() { throw new IllegalStateException("cannot be made"); }
                    @Override protected void service(HttpServletRequest q, HttpServletResponse s) { CALLS.add("wrong"); }
                }
                public static class Declared extends HttpServlet {
                    @PostConstruct void notThis() { CALLS.add("wrong"); }
                    void begin() { CALLS.add("declared made"); }
                    void finish() { CALLS.add("declared end"); }
                }
            }
            """;

    private static final String INITIALIZER = """
            package app;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            import java.util.*;
            @HandlesTypes({Thing.class, Mark.class, jakarta.servlet.Filter.class})
            public class Starter implements ServletContainerInitializer {
                @Override
                public void onStartup(Set<Class<?>> types, ServletContext context) {
                    TreeSet<String> names = new TreeSet<>();
                    if (types != null) {
                        types.forEach(type -> names.add(type.getSimpleName()));
                    }
                    context.setAttribute("types", types == null ? "null" : names.toString());
                    context.addListener(new ServletContextListener() {
                        @Override
                        public void contextInitialized(ServletContextEvent event) {
                            try {
                                event.getServletContext().addServlet("x", "app.Plain");
                            } catch (UnsupportedOperationException e) {
                                event.getServletContext().setAttribute("refused", "yes");
                            }
                        }
                    });
                }
            }
            """;

    private static final String REGISTERING = """
            package app;
            import jakarta.servlet.*;
            @jakarta.servlet.annotation.WebListener
            public class Registering implements ServletContextListener {
                @Override
                public void contextInitialized(ServletContextEvent event) {
                    ServletContext context = event.getServletContext();
                    try {
                        context.setAttribute("roles", java.util.Arrays.asList(
                                context.addServlet("named", "app.Guarded").getRunAsRole(),
                                context.addServlet("typed", Guarded.class).getRunAsRole(),
                                context.addServlet("created", context.createServlet(Guarded.class)).getRunAsRole(),
                                context.addServlet("given", new Guarded()).getRunAsRole()));
                    } catch (ServletException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            """;

    @TempDir
    private static Path compiled;

    @TempDir
    private Path folder;
    private Path app;

    @BeforeAll
    static void compile() throws IOException {
        source("jakarta.annotation.PostConstruct", MARK.formatted("PostConstruct", ""));
        source("jakarta.annotation.PreDestroy", MARK.formatted("PreDestroy", ""));
        source("jakarta.annotation.security.RunAs",
                MARK.formatted("RunAs", "String value();").replace("annotation;\nimport", "annotation.security;\nimport"));
        source("jakarta.annotation.security.DeclareRoles", MARK.formatted("DeclareRoles", "String[] value();")
                .replace("annotation;\nimport", "annotation.security;\nimport"));
        servlet("Plain", "", "HttpServlet");
        servlet("First", "@WebServlet(name = \"first\", urlPatterns = {\"/first\", \"/one/*\"}, initParams = {"
                + "@WebInitParam(name = \"a\", value = \"annotated\"), @WebInitParam(name = \"b\", value = \"annotated\")})",
                "HttpServlet");
        servlet("Second", "@WebServlet(\"/second\")", "HttpServlet");
        servlet("Guarded", "@ServletSecurity(@HttpConstraint(rolesAllowed = \"clerk\"))"
                + " @MultipartConfig(maxFileSize = 7) @jakarta.annotation.security.RunAs(\"boss\")"
                + " @jakarta.annotation.security.DeclareRoles({\"clerk\", \"guest\"})", "HttpServlet");
        servlet("Heir", "", "Guarded");
        source("app.Sieve", FILTER.formatted("@WebFilter(\"/*\")", "Sieve"));
        source("app.Hidden", FILTER.formatted("@WebFilter(filterName = \"hidden\", urlPatterns = \"/first\")", "Hidden"));
        source("app.Opening", LISTENER.formatted("@WebListener", "Opening"));
        source("app.Later", LISTENER.formatted("", "Later"));
        source("app.Thing", "package app; public interface Thing {}");
        source("app.Mark", "package app; import java.lang.annotation.*; @Retention(RetentionPolicy.RUNTIME)"
                + " public @interface Mark {}");
        source("app.OneThing", "package app; public class OneThing implements Thing {}");
        source("app.Another", "package app; public class Another extends OneThing { }");
        source("app.Marked", "package app; public class Marked { @Mark int field; @Mark void method() {} }");
        source("app.Optional", "package app; public class Optional implements Thing { public Absent absent; }",
                "app.Absent", "package app; public class Absent {}");
        source("app.Lost", "package app; public class Lost extends Absent implements Thing {}");
        source("app.Starter", INITIALIZER);
        source("app.Living", LIVING);
        source("app.Registering", REGISTERING);
    }

    private static void servlet(String name, String annotations, String superclass) throws IOException {
        source("app." + name, SERVLET.formatted(annotations, name, superclass));
    }

    private static void source(String className, String source, String... needed) throws IOException {
        for (int i = 0; i < needed.length; i += 2) {
            TestClasses.compile(compiled, needed[i], needed[i + 1]);
        }
        TestClasses.compile(compiled, className, source);
    }

    @BeforeEach
    void makeApplication() throws IOException {
        app = Files.createDirectories(folder.resolve("app/WEB-INF")).getParent();
    }

    private void webXml(String attributes, String content) throws IOException {
        Files.writeString(app.resolve("WEB-INF/web.xml"), "<web-app " + attributes + ">" + content + "</web-app>");
    }

    private static void copyClasses(Path target, String... names) throws IOException {
        for (String name : names) {
            Path source = compiled.resolve(name.substring(0, name.lastIndexOf('/') + 1));
            String start = name.substring(name.lastIndexOf('/') + 1);
            try (Stream<Path> files = Files.list(source)) {
                for (Path file : files.toList()) {
                    String fileName = file.getFileName().toString();
                    if (fileName.equals(start + ".class") || fileName.startsWith(start + "$")) {
                        Path copy = target.resolve(compiled.relativize(file).toString());
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }

    private void classes(String... names) throws IOException {
        copyClasses(app.resolve("WEB-INF/classes"),
                Arrays.stream(names).map(name -> name.contains("/") ? name : "app/" + name).toArray(String[]::new));
    }

    /** Makes a jar; a fragment of null means none. */
    private void jar(String name, String fragment, Map<String, String> files, String... names) throws IOException {
        Path content = Files.createDirectories(folder.resolve("content-" + name));
        copyClasses(content, Arrays.stream(names).map(type -> "app/" + type).toArray(String[]::new));
        if (fragment != null) {
            write(content.resolve("META-INF/web-fragment.xml"), fragment);
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(content.resolve(file.getKey()), file.getValue());
        }
        TestClasses.jar(app.resolve("WEB-INF/lib").resolve(name + ".jar"), content, Map.of());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String fragment(String name, String content) {
        return "<web-fragment>" + (name == null ? "" : "<name>" + name + "</name>") + content + "</web-fragment>";
    }

    private interface Visit {
        void accept(RawClient client, ServletContext context) throws Exception;
    }

    private void serve(Visit visit) throws Exception {
        try (WebApp loaded = WebApp.load(app); TestServer server = TestServer.start(loaded.application());
                RawClient client = server.connect()) {
            visit.accept(client, server.servletContext());
        }
    }

    private String problem() {
        return assertThrows(DescriptorException.class, () -> WebApp.load(app).close()).getMessage();
    }

    private static ServletDefinition servlet(WebApp loaded, String name) {
        return loaded.model().servlets().stream().filter(servlet -> servlet.name().equals(name)).findFirst()
                .orElseThrow();
    }

    // ---- annotations ----

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
        classes("First", "Opening", "Living", "jakarta/annotation/PostConstruct", "jakarta/annotation/PreDestroy");
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
        classes("Guarded", "Registering", "jakarta/annotation/security/RunAs",
                "jakarta/annotation/security/DeclareRoles");

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

    // ---- life cycle ----

    private static List<?> calls(ServletContext context) throws ReflectiveOperationException {
        return (List<?>) context.getClassLoader().loadClass("app.Living").getField("CALLS").get(null);
    }

    @Test
    void callsWhatIsMarked() throws Exception {
        classes("Living", "jakarta/annotation/PostConstruct", "jakarta/annotation/PreDestroy");
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

    // ---- fragments ----

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

    // ---- initialisers ----

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
        copyClasses(shared, "app/Starter", "app/Thing", "app/Mark");
        write(shared.resolve("META-INF/services/jakarta.servlet.ServletContainerInitializer"), "app.Starter");
        classes("OneThing");

        try (java.net.URLClassLoader parent = new java.net.URLClassLoader(new java.net.URL[] {shared.toUri().toURL()},
                getClass().getClassLoader());
                WebApp loaded = WebApp.load(app, options -> options.parent(parent));
                TestServer server = TestServer.start(loaded.application())) {
            assertEquals("[OneThing]", server.servletContext().getAttribute("types"));
        }
    }

    // ---- options ----

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
