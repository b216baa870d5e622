package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContextLifecycleTest {

    private final List<String> events = new ArrayList<>();

    /** What a servlet of the test does in {@code init}. */
    @FunctionalInterface
    private interface Initialisation {
        void run() throws ServletException;
    }

    private final class Recorded extends GenericServlet {

        private static final long serialVersionUID = 1L;

        private final String name;
        private final transient Initialisation initialisation;

        Recorded(String name, Initialisation initialisation) {
            this.name = name;
            this.initialisation = initialisation;
        }

        @Override
        public void init() throws ServletException {
            events.add(name + " init");
            initialisation.run();
        }

        @Override
        public void service(ServletRequest request, ServletResponse response) throws IOException {
            response.getWriter().write(name);
        }

        @Override
        public void destroy() {
            events.add(name + " destroy");
        }
    }

    private final class RecordedFilter implements Filter {

        private final String name;

        RecordedFilter(String name) {
            this.name = name;
        }

        @Override
        public void init(FilterConfig config) {
            events.add(name + " init " + config.getInitParameter("a"));
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }

        @Override
        public void destroy() {
            events.add(name + " destroy");
        }
    }

    static ListenerDefinition listener(String name, List<String> events) {
        return new ListenerDefinition(new ComponentSource.Given<>(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                events.add(name + " up");
            }

            @Override
            public void contextDestroyed(ServletContextEvent event) {
                events.add(name + " down");
            }
        }), false);
    }

    private ServletDefinition recorded(String name, int order, Initialisation initialisation) {
        return ServletDefinition.builder(name).source(new ComponentSource.Supplied<>(() -> new Recorded(name,
                initialisation))).patterns(List.of('/' + name)).loadOnStartup(order).build();
    }

    private FilterDefinition filter(String name) {
        return new FilterDefinition(name, new ComponentSource.Given<>(new RecordedFilter(name)), Map.of("a", "b"),
                true);
    }

    private static void nothing() {
    }

    @Test
    void startsAndStopsInTheOrderOfTheSpecification() throws Exception {
        DeploymentModel model = DeploymentModel.builder()
                .servlet(recorded("second", 5, ContextLifecycleTest::nothing))
                .servlet(recorded("lazy", -1, ContextLifecycleTest::nothing))
                .servlet(recorded("third", 5, ContextLifecycleTest::nothing))
                .servlet(recorded("first", 0, ContextLifecycleTest::nothing))
                .filter(filter("f1")).filter(filter("f2"))
                .listener(listener("l1", events)).listener(listener("l2", events))
                .listener(new ListenerDefinition(new ComponentSource.Given<>(new HttpSessionListener() {
                    @Override
                    public void sessionDestroyed(HttpSessionEvent event) {
                        events.add("session down");
                    }
                }), false))
                .initializer(new InitializerDefinition((types, context) -> events.add("initializer " + types),
                        Set.of(String.class)))
                .build();

        RunningHost host = RunningHost.start(model);
        host.context().sessions().release(host.context().sessions().create());
        events.add("running");
        host.close();

        assertEquals(List.of("initializer [class java.lang.String]", "l1 up", "l2 up", "f1 init b", "f2 init b",
                "first init", "second init", "third init", "running",
                "first destroy", "third destroy", "second destroy", "f2 destroy", "f1 destroy",
                "session down", "l2 down", "l1 down"), events);
    }

    @Test
    void loadsALazyServletOnceWithItsFirstRequest() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        DeploymentModel model = DeploymentModel.builder().servlet(recorded("lazy", -1, () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new ServletException(e);
            }
        })).build();
        try (RunningHost host = RunningHost.start(model)) {
            ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new Thread(() -> {
                    try {
                        answers.add(host.get("/lazy").response().text());
                    } catch (Exception e) {
                        answers.add(e.toString());
                    }
                }));
            }
            clients.forEach(Thread::start);
            release.countDown();
            for (Thread client : clients) {
                client.join();
            }

            assertEquals(List.of("lazy init"), events);
            assertEquals(List.of("lazy", "lazy", "lazy", "lazy"), List.copyOf(answers));
        }
    }

    @Test
    void triesAFailedServletAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        DeploymentModel model = DeploymentModel.builder().servlet(recorded("moody", -1, () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new ServletException("not yet");
            }
        })).build();
        try (RunningHost host = RunningHost.start(model)) {
            assertEquals(500, host.get("/moody").response().status());
            assertEquals("moody", host.get("/moody").response().text());
        }
        assertEquals(List.of("moody init", "moody init", "moody destroy"), events, "a failed one is not destroyed");
    }

    @Test
    void startsWithAServletThatIsUnavailable() throws Exception {
        DeploymentModel model = DeploymentModel.builder()
                .servlet(recorded("gone", 1, () -> {
                    throw new UnavailableException("for good");
                }))
                .servlet(recorded("busy", 1, () -> {
                    throw new UnavailableException("for now", 60);
                })).build();
        try (RunningHost host = RunningHost.start(model)) {
            FakeExchange busy = host.get("/busy");

            assertEquals(404, host.get("/gone").response().status());
            assertEquals(503, busy.response().status());
            assertEquals("60", busy.response().headers().get("Retry-After"));
        }
        assertEquals(List.of("gone init", "busy init"), events);
    }

    @Test
    void doesNotStartWithAServletThatFails() {
        IllegalStateException cause = new IllegalStateException("no database");
        DeploymentModel model = DeploymentModel.builder()
                .servlet(recorded("good", 1, ContextLifecycleTest::nothing))
                .servlet(recorded("bad", 2, () -> {
                    throw cause;
                }))
                .listener(listener("l", events)).build();

        ServletException thrown = assertThrows(ServletException.class, () -> RunningHost.start(model));

        assertSame(cause, thrown.getCause().getCause().getCause());
        assertEquals(List.of("l up", "good init", "bad init", "good destroy", "l down"), events);
    }

    @Test
    void namesAClassThatIsMissing() {
        DeploymentModel model = DeploymentModel.builder().servlet(ServletDefinition.builder("x")
                .source(new ComponentSource.Named<>("no.such.Servlet")).loadOnStartup(1).build()).build();

        assertEquals("The application at '/' cannot start: servlet 'x': class no.such.Servlet cannot be loaded: "
                + "java.lang.ClassNotFoundException: no.such.Servlet",
                assertThrows(ServletException.class, () -> RunningHost.start(model)).getMessage());
    }

    @Test
    void namesAFilterThatAMappingLacks() {
        DeploymentModel model = DeploymentModel.builder()
                .filterMapping(new FilterMapping("ghost", List.of("/*"), List.of(), Set.of())).build();

        String message = assertThrows(ServletException.class, () -> RunningHost.start(model)).getMessage();

        assertEquals("The application at '/' cannot start: a filter mapping names the filter 'ghost', "
                + "which is not declared", message);
    }

    @Test
    void runsEverythingWithTheContextClassLoader() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader other = new ClassLoader(before) { };
        Thread.currentThread().setContextClassLoader(other);
        try {
            List<ClassLoader> seen = new ArrayList<>();
            DeploymentModel model = DeploymentModel.builder()
                    .initializer(new InitializerDefinition((types, context) ->
                            seen.add(Thread.currentThread().getContextClassLoader()), null))
                    .servlet(RunningHost.servlet("s", "/s", (request, response) ->
                            seen.add(Thread.currentThread().getContextClassLoader())))
                    .build();
            try (RunningHost host = RunningHost.start(model)) {
                host.get("/s");
            }

            ClassLoader own = RunningHost.class.getClassLoader();
            assertEquals(List.of(own, own), seen);
            assertSame(other, Thread.currentThread().getContextClassLoader());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void tellsListenersOfContextAttributes() throws Exception {
        ServletContextAttributeListener listener = new ServletContextAttributeListener() {
            @Override
            public void attributeAdded(ServletContextAttributeEvent event) {
                events.add("added " + event.getName() + ' ' + event.getValue());
            }

            @Override
            public void attributeReplaced(ServletContextAttributeEvent event) {
                events.add("replaced " + event.getName() + ' ' + event.getValue());
            }

            @Override
            public void attributeRemoved(ServletContextAttributeEvent event) {
                events.add("removed " + event.getName() + ' ' + event.getValue());
            }
        };
        DeploymentModel model = DeploymentModel.builder().attribute("preset", 0)
                .listener(new ListenerDefinition(new ComponentSource.Given<>(listener), false)).build();
        try (RunningHost host = RunningHost.start(model)) {
            ServletContextImpl context = host.context();
            context.setAttribute("a", 1);
            context.setAttribute("a", 2);
            context.setAttribute("a", null);
            context.removeAttribute("a");

            assertEquals(List.of("added a 1", "replaced a 1", "removed a 2"), events);
            assertEquals(0, context.getAttribute("preset"));
            assertThrows(NullPointerException.class, () -> context.getAttribute(null));
            assertThrows(NullPointerException.class, () -> context.setInitParameter(null, "x"));
        }
    }
}
