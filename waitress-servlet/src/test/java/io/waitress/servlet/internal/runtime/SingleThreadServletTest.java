package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.legacy.SingleThreadModel;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleThreadServletTest {

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger DESTROYED = new AtomicInteger();

    /** Where requests meet that are to be inside at the same time. */
    private static volatile CyclicBarrier meeting;

    /** Includes what the query names, once everybody is there. */
    static class Alone extends HttpServlet implements SingleThreadModel {

        private static final long serialVersionUID = 1L;

        private transient Thread inside;

        @Override
        public void init() {
            MADE.incrementAndGet();
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            if (inside != null) {
                throw new ServletException(inside + " is inside");
            }
            inside = Thread.currentThread();
            String included = request.getQueryString();
            if (included != null && request.getAttribute("outer") == null) {
                request.setAttribute("outer", getServletName());
                try {
                    meeting.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new ServletException(e);
                }
                request.getRequestDispatcher(included).include(request, response);
            }
            response.getWriter().write(getServletName() + ' ');
            inside = null;
        }

        @Override
        public void destroy() {
            DESTROYED.incrementAndGet();
        }
    }

    private static ServletDefinition alone(String name) {
        return ServletDefinition.builder(name).source(new ComponentSource.Typed<>(Alone.class))
                .patterns(List.of('/' + name)).build();
    }

    @BeforeEach
    void forget() {
        MADE.set(0);
        DESTROYED.set(0);
    }

    @Test
    void letsTwoThatIncludeEachOtherRunAtOnce() throws Exception {
        meeting = new CyclicBarrier(2);
        Map<String, String> answers = new ConcurrentHashMap<>();
        DeploymentModel model = DeploymentModel.builder().servlet(alone("a")).servlet(alone("b")).build();
        try (RunningHost host = RunningHost.start(model)) {
            List<Thread> clients = new ArrayList<>();
            for (String target : List.of("/a?/b", "/b?/a")) {
                Thread client = new Thread(() -> {
                    try {
                        answers.put(target, host.get(target).response().text());
                    } catch (Exception e) {
                        answers.put(target, e.toString());
                    }
                });
                client.setDaemon(true);
                clients.add(client);
                client.start();
            }
            for (Thread client : clients) {
                client.join();
            }
        }
        assertEquals(Map.of("/a?/b", "b a ", "/b?/a", "a b "), answers);
        assertTrue(MADE.get() > 2 && MADE.get() <= 4, MADE::toString);
        assertEquals(MADE.get(), DESTROYED.get());
    }

    @Test
    void usesAnInstanceAgain() throws Exception {
        meeting = new CyclicBarrier(1);
        try (RunningHost host = RunningHost.start(DeploymentModel.builder().servlet(alone("a")).build())) {
            for (int i = 0; i < 3; i++) {
                assertEquals("a ", host.get("/a").response().text());
            }
            assertEquals(1, MADE.get());
            assertEquals("a a ", host.get("/a?/a").response().text());
            assertEquals(2, MADE.get());
        }
        assertEquals(2, DESTROYED.get());
    }

    /** As the former specification says (Servlet 3.0, section 4.4.1.2). */
    @Test
    void refusesAnObjectOfWhichThereCannotBeMore() {
        DeploymentModel model = DeploymentModel.builder().initializer(new InitializerDefinition(
                (types, context) -> context.addServlet("a", new Alone()), null)).build();

        ServletException thrown = assertThrows(ServletException.class, () -> RunningHost.start(model).close());

        assertEquals("The application at '/' cannot start: servlet 'a' is an object of the single thread model; expected "
                + "its class, as there may have to be more of it", thrown.getMessage());
    }
}
