package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of applications put together of annotations, fragments and initialisers share. */
abstract class PluggableApp {

    /** Says what it is and what it has; the same source makes servlets of several names and annotations. */
    static final String SERVLET = """
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
                        types.clear(); // the set is the initialiser's own, who may change it
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
    static Path compiled;

    @TempDir
    Path folder;
    Path app;

    @BeforeAll
    static void compile() throws IOException {
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

    void webXml(String attributes, String content) throws IOException {
        Files.writeString(app.resolve("WEB-INF/web.xml"), "<web-app " + attributes + ">" + content + "</web-app>");
    }

    /** Copies classes of the package {@code app}, with those inside them. */
    static void copyClasses(Path target, String... names) throws IOException {
        for (String name : names) {
            try (Stream<Path> files = Files.list(compiled.resolve("app"))) {
                for (Path file : files.toList()) {
                    String fileName = file.getFileName().toString();
                    if (fileName.equals(name + ".class") || fileName.startsWith(name + "$")) {
                        Path copy = target.resolve(compiled.relativize(file).toString());
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }

    void classes(String... names) throws IOException {
        copyClasses(app.resolve("WEB-INF/classes"), names);
    }

    /** Makes a jar; a fragment of null means none. */
    void jar(String name, String fragment, Map<String, String> files, String... names) throws IOException {
        Path content = Files.createDirectories(folder.resolve("content-" + name));
        copyClasses(content, names);
        if (fragment != null) {
            write(content.resolve("META-INF/web-fragment.xml"), fragment);
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(content.resolve(file.getKey()), file.getValue());
        }
        TestClasses.jar(app.resolve("WEB-INF/lib").resolve(name + ".jar"), content, Map.of());
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static String fragment(String name, String content) {
        return "<web-fragment>" + (name == null ? "" : "<name>" + name + "</name>") + content + "</web-fragment>";
    }

    interface Visit {
        void accept(RawClient client, ServletContext context) throws Exception;
    }

    void serve(Visit visit) throws Exception {
        try (WebApp loaded = WebApp.load(app); TestServer server = TestServer.start(loaded.application());
                RawClient client = server.connect()) {
            visit.accept(client, server.servletContext());
        }
    }

    String problem() {
        return assertThrows(DescriptorException.class, () -> WebApp.load(app).close()).getMessage();
    }

    static ServletDefinition servlet(WebApp loaded, String name) {
        return loaded.model().servlets().stream().filter(servlet -> servlet.name().equals(name)).findFirst()
                .orElseThrow();
    }
}
