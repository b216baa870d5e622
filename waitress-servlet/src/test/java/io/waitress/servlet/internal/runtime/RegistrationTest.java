package io.waitress.servlet.internal.runtime;

import static io.waitress.servlet.internal.runtime.RunningHost.servlet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.annotation.MultipartConfig;
import java.io.IOException;
import java.util.EnumSet;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RegistrationTest {

    /** What a test does while the application starts. */
    @FunctionalInterface
    interface Configuration {
        void apply(ServletContext context) throws Exception;
    }

    @MultipartConfig(maxFileSize = 7)
    public static final class Hello extends GenericServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) throws IOException {
            response.getWriter().write("hello " + getInitParameter("who"));
        }
    }

    public static final class Passing implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, jakarta.servlet.FilterChain chain)
                throws IOException, ServletException {
            response.getWriter().write("filtered ");
            chain.doFilter(request, response);
        }
    }

    public static final class RequestListener implements ServletRequestListener {
    }

    public static final class Unknown implements EventListener {
    }

    public static final class Lifecycle implements ServletContextListener {
    }

    private static InitializerDefinition initializer(Configuration configuration) {
        return new InitializerDefinition((types, context) -> {
            try {
                configuration.apply(context);
            } catch (ServletException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new ServletException(e);
            }
        }, null);
    }

    private static ListenerDefinition listener(boolean restricted, Configuration configuration) {
        ServletContextListener listener = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                try {
                    configuration.apply(event.getServletContext());
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalArgumentException(e);
                }
            }
        };
        return new ListenerDefinition(new ComponentSource.Given<>(listener), restricted);
    }

    /** Starts an application with a declared servlet {@code declared} at {@code /declared}, and an initialiser. */
    private static RunningHost start(Configuration configuration) throws Exception {
        return RunningHost.start(DeploymentModel.builder()
                .servlet(servlet("declared", "/declared", (request, response) -> { }))
                .initializer(initializer(configuration))
                .build());
    }

    private static void configure(Configuration configuration) throws Exception {
        start(configuration).close();
    }

    @Test
    void servesARegisteredServletBehindARegisteredFilter() throws Exception {
        try (RunningHost host = start(context -> {
            ServletRegistration.Dynamic hello = context.addServlet("hello", Hello.class.getName());
            assertEquals(Set.of(), hello.addMapping("/hello", "*.hi"));
            assertTrue(hello.setInitParameter("who", "you"));
            FilterRegistration.Dynamic filter = context.addFilter("passing", Passing.class);
            filter.addMappingForUrlPatterns(null, true, "/hello");
        })) {
            assertEquals("filtered hello you", host.get("/hello").response().text());
            assertEquals("hello you", host.get("/x.hi").response().text());
            assertEquals(7, host.context().getServletRegistration("hello") instanceof ServletRegistrationImpl hello
                    ? hello.definition().multipart().maxFileBytes() : 0);
        }
    }

    @Test
    void returnsNullForANameThatIsTaken() throws Exception {
        configure(context -> {
            assertNull(context.addServlet("declared", Hello.class));
            assertNotNull(context.addFilter("f", Passing.class));
            assertNull(context.addFilter("f", new Passing()));
        });
    }

    @Test
    void completesAPreliminaryDeclaration() throws Exception {
        DeploymentModel model = DeploymentModel.builder()
                .servlet(ServletDefinition.builder("later").patterns(List.of("/later")).initParameter("who", "me")
                        .build())
                .initializer(initializer(context -> assertNotNull(context.addServlet("later", new Hello()))))
                .build();
        try (RunningHost host = RunningHost.start(model)) {
            assertEquals("hello me", host.get("/later").response().text());
        }
    }

    @Test
    void addsNoMappingIfOneBelongsToAnotherServlet() throws Exception {
        configure(context -> {
            ServletRegistration.Dynamic hello = context.addServlet("hello", Hello.class);
            assertEquals(Set.of("/declared"), hello.addMapping("/new", "/declared"));
            assertEquals(List.of(), List.copyOf(hello.getMappings()));
            assertEquals(Set.of(), hello.addMapping("/new"));
            assertEquals(Set.of(), hello.addMapping("/new"), "its own pattern is no conflict");
            assertEquals(List.of("/new"), List.copyOf(hello.getMappings()));
        });
    }

    @Test
    void changesNoInitParameterThatIsSet() throws Exception {
        configure(context -> {
            ServletRegistration.Dynamic hello = context.addServlet("hello", Hello.class);
            assertTrue(hello.setInitParameter("a", "1"));
            assertFalse(hello.setInitParameter("a", "2"));
            assertEquals(Set.of("a"), hello.setInitParameters(Map.of("a", "3", "b", "4")));
            assertEquals(Map.of("a", "1"), hello.getInitParameters());
            assertEquals(Set.of(), hello.setInitParameters(Map.of("b", "4")));
            assertTrue(context.setInitParameter("c", "1"));
            assertFalse(context.setInitParameter("c", "2"));
            assertEquals("1", context.getInitParameter("c"));
        });
    }

    @Test
    void putsMappingsThatMatchFirstBeforeDeclaredOnes() throws Exception {
        DeploymentModel.Builder model = DeploymentModel.builder()
                .servlet(servlet("s", "/s", (request, response) -> { }));
        RunningHost.filter(model, "declared", "/*", (request, response, chain) -> {
            response.getWriter().write("declared ");
            chain.doFilter(request, response);
        }, DispatcherType.REQUEST);
        model.initializer(initializer(context -> {
            context.addFilter("after", writing("after ")).addMappingForUrlPatterns(null, true, "/*");
            context.addFilter("before", writing("before ")).addMappingForUrlPatterns(null, false, "/*");
            context.addFilter("named", writing("named ")).addMappingForServletNames(
                    EnumSet.of(DispatcherType.REQUEST), false, "s");
        }));
        try (RunningHost host = RunningHost.start(model.build())) {
            assertEquals("before declared after named ", host.get("/s").response().text());
        }
    }

    private static RunningHost.FilterCode writing(String text) {
        return (request, response, chain) -> {
            response.getWriter().write(text);
            chain.doFilter(request, response);
        };
    }

    /** Everything that configures a context. */
    static Stream<Arguments> configurations() {
        return Stream.<Map.Entry<String, Configuration>>of(
                Map.entry("addServlet name", context -> context.addServlet("x", Hello.class.getName())),
                Map.entry("addServlet class", context -> context.addServlet("x", Hello.class)),
                Map.entry("addServlet instance", context -> context.addServlet("x", new Hello())),
                Map.entry("addJspFile", context -> context.addJspFile("x", "/x.jsp")),
                Map.entry("addFilter name", context -> context.addFilter("x", Passing.class.getName())),
                Map.entry("addFilter class", context -> context.addFilter("x", Passing.class)),
                Map.entry("addFilter instance", context -> context.addFilter("x", new Passing())),
                Map.entry("addListener name", context -> context.addListener(RequestListener.class.getName())),
                Map.entry("addListener class", context -> context.addListener(RequestListener.class)),
                Map.entry("addListener instance", context -> context.addListener(new RequestListener())),
                Map.entry("setInitParameter", context -> context.setInitParameter("x", "y")),
                Map.entry("setSessionTrackingModes", context -> context.setSessionTrackingModes(
                        EnumSet.of(SessionTrackingMode.COOKIE))),
                Map.entry("setSessionTimeout", context -> context.setSessionTimeout(5)),
                Map.entry("setRequestCharacterEncoding", context -> context.setRequestCharacterEncoding("UTF-8")),
                Map.entry("setResponseCharacterEncoding", context -> context.setResponseCharacterEncoding("UTF-8")),
                Map.entry("declareRoles", context -> context.declareRoles("x")))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    /** What a listener that was not declared must not call, beside the configurations. */
    static Stream<Arguments> queries() {
        return Stream.<Map.Entry<String, Configuration>>of(
                Map.entry("createServlet", context -> context.createServlet(Hello.class)),
                Map.entry("createFilter", context -> context.createFilter(Passing.class)),
                Map.entry("createListener", context -> context.createListener(RequestListener.class)),
                Map.entry("getServletRegistration", context -> context.getServletRegistration("declared")),
                Map.entry("getServletRegistrations", ServletContext::getServletRegistrations),
                Map.entry("getFilterRegistration", context -> context.getFilterRegistration("f")),
                Map.entry("getFilterRegistrations", ServletContext::getFilterRegistrations),
                Map.entry("getSessionCookieConfig", ServletContext::getSessionCookieConfig))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void allowsConfigurationToInitialisersAndDeclaredListenersOnly(String name, Configuration configuration)
            throws Exception {
        try (RunningHost host = start(configuration)) {
            assertThrows(IllegalStateException.class, () -> configuration.apply(host.context()));
        }
        RunningHost.start(DeploymentModel.builder().listener(listener(false, configuration)).build()).close();
        refusedToUndeclaredListeners(name, configuration);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"configurations", "queries"})
    void refusedToUndeclaredListeners(String name, Configuration configuration) throws Exception {
        Configuration refused = context ->
                assertThrows(UnsupportedOperationException.class, () -> configuration.apply(context), name);
        RunningHost.start(DeploymentModel.builder().listener(listener(true, refused)).build()).close();
        configure(context -> context.addListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                assertThrows(UnsupportedOperationException.class, () -> configuration.apply(event.getServletContext()));
            }
        }));
    }

    @Test
    void tellsUndeclaredListenersWhatIsConfigured() throws Exception {
        configure(context -> context.addListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                ServletContext given = event.getServletContext();
                assertEquals(6, given.getEffectiveMajorVersion());
                assertEquals(1, given.getEffectiveMinorVersion());
                assertEquals(given.getDefaultSessionTrackingModes(), given.getEffectiveSessionTrackingModes());
                assertEquals(30, given.getSessionTimeout());
                assertNull(given.getJspConfigDescriptor());
            }
        }));
    }

    static Stream<Arguments> mistakes() {
        return Stream.<Map.Entry<String, Configuration>>of(
                Map.entry("servlet without name", context -> context.addServlet("", Hello.class)),
                Map.entry("servlet of null name", context -> context.addServlet(null, new Hello())),
                Map.entry("filter without name", context -> context.addFilter("", Passing.class)),
                Map.entry("JSP file without path", context -> context.addJspFile("x", "")),
                Map.entry("no pattern", context -> context.addServlet("x", Hello.class).addMapping()),
                Map.entry("null patterns", context -> context.addServlet("x", Hello.class)
                        .addMapping((String[]) null)),
                Map.entry("bad pattern", context -> context.addServlet("x", Hello.class).addMapping("no-slash")),
                Map.entry("no filter pattern", context -> context.addFilter("x", Passing.class)
                        .addMappingForUrlPatterns(null, true)),
                Map.entry("no filter servlet", context -> context.addFilter("x", Passing.class)
                        .addMappingForServletNames(null, true, (String[]) null)),
                Map.entry("null parameter", context -> context.addServlet("x", Hello.class)
                        .setInitParameter("a", null)),
                Map.entry("null multipart", context -> context.addServlet("x", Hello.class).setMultipartConfig(null)),
                Map.entry("null role", context -> context.addServlet("x", Hello.class).setRunAsRole(null)),
                Map.entry("null security", context -> context.addServlet("x", Hello.class).setServletSecurity(null)),
                Map.entry("unknown listener", context -> context.addListener(new Unknown())),
                Map.entry("unknown listener class", context -> context.addListener(Unknown.class)),
                Map.entry("created unknown listener", context -> context.createListener(Unknown.class)),
                Map.entry("missing listener", context -> context.addListener("no.such.Listener")),
                Map.entry("empty role", context -> context.declareRoles("")),
                Map.entry("SSL tracking", context -> context.setSessionTrackingModes(
                        EnumSet.of(SessionTrackingMode.SSL))),
                Map.entry("unknown encoding", context -> context.setRequestCharacterEncoding("klingon")),
                Map.entry("cookie name", context -> context.getSessionCookieConfig().setName("a b")),
                Map.entry("cookie age", context -> context.getSessionCookieConfig().setAttribute("Max-Age", "x")))
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void refusesMistakes(String name, Configuration mistake) throws Exception {
        configure(context -> assertThrows(IllegalArgumentException.class, () -> mistake.apply(context), name));
    }

    @Test
    void letsOnlyInitialisersAddLifecycleListeners() throws Exception {
        configure(context -> context.addListener(Lifecycle.class));
        Configuration byListener = context ->
                assertThrows(IllegalArgumentException.class, () -> context.addListener(Lifecycle.class));
        RunningHost.start(DeploymentModel.builder().listener(listener(false, byListener)).build()).close();
    }

    @Test
    void fixesRegistrationsWhenTheContextRuns() throws Exception {
        Object[] kept = new Object[3];
        configure(context -> {
            kept[0] = context.addServlet("hello", Hello.class);
            kept[1] = context.addFilter("f", Passing.class);
            kept[2] = context.getSessionCookieConfig();
        });
        ServletRegistration.Dynamic servlet = (ServletRegistration.Dynamic) kept[0];
        FilterRegistration.Dynamic filter = (FilterRegistration.Dynamic) kept[1];
        SessionCookieConfigImpl cookie = (SessionCookieConfigImpl) kept[2];
        for (Executable late : List.<Executable>of(
                () -> servlet.addMapping("/x"),
                () -> servlet.setInitParameter("a", "b"),
                () -> servlet.setInitParameters(Map.of()),
                () -> servlet.setLoadOnStartup(1),
                () -> servlet.setAsyncSupported(true),
                () -> servlet.setRunAsRole("r"),
                () -> servlet.setMultipartConfig(new MultipartConfigElement("")),
                () -> filter.addMappingForUrlPatterns(null, true, "/*"),
                () -> filter.addMappingForServletNames(null, true, "hello"),
                () -> cookie.setName("x"),
                () -> cookie.setSecure(true),
                () -> cookie.setAttribute("SameSite", "Lax"))) {
            assertThrows(IllegalStateException.class, late);
        }
    }

    @Test
    void refusesDeclarationsThatContradictEachOther() {
        Servlet hello = new Hello();
        ServletDefinition first = ServletDefinition.builder("first").source(new ComponentSource.Given<>(hello))
                .patterns(List.of("/x")).build();
        ServletDefinition second = ServletDefinition.builder("second").source(new ComponentSource.Given<>(hello))
                .patterns(List.of("/x")).build();

        String message = assertThrows(IllegalArgumentException.class, () -> RunningHost.start(
                DeploymentModel.builder().servlet(first).servlet(second).build())).getMessage();

        assertEquals("URL pattern '/x' is mapped to both servlet 'first' and servlet 'second'", message);
        assertThrows(IllegalArgumentException.class, () -> RunningHost.start(
                DeploymentModel.builder().servlet(first).servlet(first).build()));
    }
}
