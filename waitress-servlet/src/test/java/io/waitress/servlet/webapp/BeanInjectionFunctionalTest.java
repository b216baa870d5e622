package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that bring a container of beans along: what of CDI the server calls, in a small CDI made here. */
@Timeout(300)
class BeanInjectionFunctionalTest {

    /** One source for each type; the package is that of {@code FAMILY.enterprise}. */
    private static final String[][] CDI = {
        {"context.spi.Contextual", "public interface Contextual {}"},
        {"context.spi.CreationalContext", "public interface CreationalContext { void release(); }"},
        {"inject.spi.AnnotatedType", "public record AnnotatedType(Class<?> type) {}"},
        {"inject.spi.Bean", "public interface Bean {}"},
        {"inject.spi.InjectionTarget", """
            public record InjectionTarget(AnnotatedType type) {
                public void inject(Object component, FAMILY.enterprise.context.spi.CreationalContext context) {
                    try {
                        java.lang.reflect.Field field = component.getClass().getField("bean");
                        if (component.getClass().getSimpleName().equals("Faulty")) {
                            throw new IllegalArgumentException("no such bean");
                        }
                        field.set(component, "bean of " + type.type().getSimpleName());
                    } catch (ReflectiveOperationException ignored) {
                        // nothing is to be injected
                    }
                }
            }
            """},
        {"inject.spi.InjectionTargetFactory", """
            public record InjectionTargetFactory(AnnotatedType type) {
                public InjectionTarget createInjectionTarget(Bean bean) { return new InjectionTarget(type); }
            }
            """},
        {"inject.spi.BeanManager", """
            public class BeanManager {
                public static final java.util.concurrent.atomic.AtomicInteger RELEASED =
                        new java.util.concurrent.atomic.AtomicInteger();
                public AnnotatedType createAnnotatedType(Class<?> type) { return new AnnotatedType(type); }
                public InjectionTargetFactory getInjectionTargetFactory(AnnotatedType type) {
                    return new InjectionTargetFactory(type);
                }
                public FAMILY.enterprise.context.spi.CreationalContext createCreationalContext(
                        FAMILY.enterprise.context.spi.Contextual contextual) {
                    return () -> RELEASED.incrementAndGet();
                }
            }
            """},
        {"inject.spi.CDI", """
            public class CDI {
                public static volatile boolean runs;
                public static CDI current() {
                    if (!runs) { throw new IllegalStateException("no container"); }
                    return new CDI();
                }
                public BeanManager getBeanManager() { return new BeanManager(); }
            }
            """},
    };

    private static final String COMPONENTS = """
            package app;
            import FAMILY.enterprise.inject.spi.*;
            import jakarta.servlet.*;
            import jakarta.servlet.annotation.*;
            import jakarta.servlet.http.*;
            public class Components {
                @WebListener
                public static class Boot implements ServletContextListener {
                    public String bean;
                    public void contextInitialized(ServletContextEvent event) {
                        CDI.runs = START;
                        event.getServletContext().setAttribute("released", BeanManager.RELEASED);
                        event.getServletContext().setAttribute("boot", bean);
                    }
                }
                @WebFilter("/servlet")
                public static class F implements Filter {
                    public String bean;
                    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                            throws java.io.IOException, ServletException {
                        request.setAttribute("filter", bean);
                        chain.doFilter(request, response);
                    }
                }
                @WebServlet("/servlet")
                public static class S extends HttpServlet {
                    public String bean;
                    private String early;
                    @jakarta.annotation.PostConstruct void made() { early = bean; }
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response)
                            throws java.io.IOException {
                        response.getWriter().print(getServletContext().getAttribute("boot") + ", "
                                + request.getAttribute("filter") + ", " + early);
                    }
                }
                @WebServlet("/faulty")
                public static class Faulty extends HttpServlet { public String bean; }
            }
            """;

    @TempDir
    private Path folder;

    private Path application(String family, boolean start) throws IOException {
        Path app = folder.resolve("app");
        Path classes = Files.createDirectories(app.resolve("WEB-INF/classes"));
        for (String[] type : CDI) {
            String name = family + ".enterprise." + type[0];
            TestClasses.compile(classes, name,
                    "package " + name.substring(0, name.lastIndexOf('.')) + ";" + type[1].replace("FAMILY", family));
        }
        TestClasses.compile(classes, "app.Components",
                COMPONENTS.replace("FAMILY", family).replace("START", Boolean.toString(start)));
        return app;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jakarta", "javax"})
    void injectsBeansAsSoonAsThereAreSome(String family) throws Exception {
        Number released;
        try (WebApp loaded = WebApp.load(application(family, true));
                TestServer server = TestServer.start(loaded.application());
                RawClient client = server.connect()) {
            assertEquals("null, bean of F, bean of S", client.get("/servlet").text());
            assertEquals(500, client.get("/faulty").status());
            assertEquals("null, bean of F, bean of S", client.get("/servlet").text());
            released = (Number) server.servletContext().getAttribute("released");
            assertEquals(0, released.intValue());
        }
        assertEquals(2, released.intValue(), "what was injected into filter and servlet is let go of");
    }

    @Test
    void doesWithoutAContainerOfBeans() throws Exception {
        try (WebApp loaded = WebApp.load(application("jakarta", false));
                TestServer server = TestServer.start(loaded.application());
                RawClient client = server.connect()) {
            assertEquals("null, null, null", client.get("/servlet").text());
        }
    }
}
