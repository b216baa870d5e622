package io.waitress.servlet.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

class SessionManagerTest {

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final ServletContext context = Mockito.mock(ServletContext.class);
    private final SessionManager sessions = new SessionManager(context, new Recorder(), 60, false, now::get);

    @AfterEach
    void close() {
        sessions.close();
    }

    private class Recorder implements SessionEvents {

        @Override
        public void created(HttpSession session) {
            events.add("created");
        }

        @Override
        public void destroyed(HttpSession session) {
            events.add("destroyed, a=" + session.getAttribute("a"));
        }

        @Override
        public void idChanged(HttpSession session, String oldId) {
            events.add("id changed");
        }

        @Override
        public void attributeAdded(HttpSession session, String name, Object value) {
            events.add("added " + name);
        }

        @Override
        public void attributeRemoved(HttpSession session, String name, Object value) {
            events.add("removed " + name);
        }

        @Override
        public void attributeReplaced(HttpSession session, String name, Object previous) {
            events.add("replaced " + name + " of " + previous);
        }

        @Override
        public void inContext(Runnable task) {
            try {
                task.run();
            } catch (IllegalStateException e) {
                events.add("logged " + e.getMessage());
            }
        }
    }

    /** A value that notes where it is bound, without an identity in its text. */
    private final class Bound implements HttpSessionBindingListener {

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            events.add("bound, there: " + (event.getSession().getAttribute(event.getName()) != null));
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            events.add("unbound");
        }

        @Override
        public String toString() {
            return "it";
        }
    }

    private HttpSessionImpl idle() {
        HttpSessionImpl session = sessions.create();
        sessions.release(session);
        return session;
    }

    @Test
    void makesLongIdsOfCookieCharacters() {
        Set<String> ids = new HashSet<>();

        for (int i = 0; i < 1000; i++) {
            String id = sessions.create().getId();
            assertTrue(id.matches("[A-Za-z0-9_-]{24}"), id);
            ids.add(id);
        }

        assertEquals(1000, ids.size());
    }

    @Test
    void isNewUntilTheClientReturnsTheId() {
        HttpSessionImpl session = idle();

        assertTrue(session.isNew());
        assertSame(session, sessions.open(session.getId()));
        assertFalse(session.isNew());
        assertNull(sessions.open("unknown"));
        assertSame(context, session.getServletContext());
    }

    @Test
    void remembersTheAccessBeforeThisOne() {
        HttpSessionImpl session = idle();
        assertEquals(1_000_000, session.getCreationTime());

        now.addAndGet(5000);
        sessions.open(session.getId());
        assertEquals(1_000_000, session.getLastAccessedTime());
        sessions.release(session);
        now.addAndGet(5000);
        sessions.open(session.getId());

        assertEquals(1_005_000, session.getLastAccessedTime());
    }

    @Test
    void timesOutAfterItsLastUse() {
        HttpSessionImpl session = idle();

        now.addAndGet(59_999);
        assertEquals(1, sessions.sweep());
        assertSame(session, sessions.open(session.getId()));
        now.addAndGet(600_000);
        sessions.sweep();
        assertTrue(session.valid(), "a request is inside");
        sessions.release(session);
        now.addAndGet(60_000);

        assertEquals(Long.MAX_VALUE, sessions.sweep());
        assertFalse(session.valid());
        assertEquals(List.of("created", "destroyed, a=null"), events);
        assertThrows(IllegalStateException.class, session::isNew);
    }

    @Test
    void isNotFoundOnceItsTimeIsOverThoughNobodySwept() {
        HttpSessionImpl session = idle();

        now.addAndGet(60_000);

        assertNull(sessions.open(session.getId()));
        assertFalse(session.valid());
        assertEquals(0, sessions.size());
    }

    @Test
    void survivesListenersThatFail() {
        SessionEvents failing = new Recorder() {
            @Override
            public void created(HttpSession session) {
                throw new IllegalStateException("created");
            }

            @Override
            public void destroyed(HttpSession session) {
                throw new IllegalStateException("destroyed");
            }
        };
        try (SessionManager failed = new SessionManager(context, failing, 60, false, now::get)) {
            assertThrows(IllegalStateException.class, failed::create);
            now.addAndGet(60_000);
            failed.sweep();
        }

        assertEquals(List.of("logged destroyed"), events);
    }

    @Test
    void takesItsOwnTimeOut() {
        HttpSessionImpl session = idle();

        session.setMaxInactiveInterval(0);
        now.addAndGet(1_000_000_000);
        assertEquals(Long.MAX_VALUE, sessions.sweep());
        session.setMaxInactiveInterval(1_000_001);

        assertEquals(1000, sessions.sweep());
    }

    @Test
    @Timeout(300)
    void endsIdleSessionsByItself() throws InterruptedException {
        CountDownLatch destroyed = new CountDownLatch(1);
        SessionEvents latch = new Recorder() {
            @Override
            public void destroyed(HttpSession session) {
                destroyed.countDown();
            }
        };
        try (SessionManager real = new SessionManager(context, latch, 3600, false)) {
            real.release(real.create());
            HttpSessionImpl brief = real.create();
            real.release(brief);
            brief.setMaxInactiveInterval(1);

            assertTrue(destroyed.await(25, TimeUnit.SECONDS));
            assertEquals(1, real.size());
        }
    }

    @Test
    void tellsListenersInOrder() {
        HttpSessionImpl session = sessions.create();

        session.setAttribute("a", new Bound());
        session.setAttribute("a", "text");
        session.setAttribute("a", new Bound());
        session.removeAttribute("none");
        session.removeAttribute("a");
        session.setAttribute("a", null);

        assertEquals(List.of("created", "bound, there: false", "added a", "unbound", "replaced a of it",
                "bound, there: true", "replaced a of text", "unbound", "removed a"), events);
    }

    @Test
    void endsInOrder() {
        HttpSessionImpl session = sessions.create();
        session.setAttribute("a", new Bound());
        events.clear();

        session.invalidate();

        assertEquals(List.of("destroyed, a=it", "unbound", "removed a"), events);
        assertNull(sessions.open(session.getId()));
        assertThrows(IllegalStateException.class, session::invalidate);
        assertThrows(IllegalStateException.class, () -> session.getAttribute("a"));
        assertThrows(IllegalStateException.class, session::getAttributeNames);
        assertThrows(IllegalStateException.class, () -> session.setAttribute("a", 1));
        assertThrows(IllegalStateException.class, () -> session.setAttribute("a", null));
        assertThrows(IllegalStateException.class, () -> session.removeAttribute("a"));
        assertThrows(IllegalStateException.class, session::getCreationTime);
        assertThrows(IllegalStateException.class, session::getLastAccessedTime);
        assertThrows(IllegalStateException.class, session::getAccessor);
        assertEquals(60, session.getMaxInactiveInterval());
        assertNotNull(session.getId());
    }

    @Test
    void changesItsId() {
        HttpSessionImpl session = idle();
        String before = session.getId();
        HttpSession.Accessor accessor = session.getAccessor();

        String after = sessions.changeId(session);

        assertNotEquals(before, after);
        assertEquals(after, session.getId());
        assertNull(sessions.open(before));
        assertSame(session, sessions.open(after));
        assertEquals(List.of("created", "id changed"), events);
        assertThrows(IllegalStateException.class, () -> accessor.access(found -> { }));
    }

    @Test
    void isReachedFromOutsideARequest() {
        HttpSessionImpl session = idle();

        session.getAccessor().access(found -> {
            now.addAndGet(600_000);
            sessions.sweep();
            found.setAttribute("x", 1);
        });

        assertEquals(1, session.getAttribute("x"));
        HttpSession.Accessor accessor = session.getAccessor();
        session.invalidate();
        assertThrows(IllegalStateException.class, () -> accessor.access(found -> { }));
    }

    @Test
    void refusesWhatCannotMigrate() {
        try (SessionManager distributable = new SessionManager(context, new Recorder(), 60, true, now::get)) {
            HttpSessionImpl session = distributable.create();

            session.setAttribute("a", "text");
            assertThrows(IllegalArgumentException.class, () -> session.setAttribute("a", new Bound()));
            assertThrows(IllegalArgumentException.class, () -> session.setAttribute(null, "text"));
        }
    }

    @Test
    void endsAllWhenClosed() {
        HttpSessionImpl session = sessions.create();

        sessions.close();

        assertFalse(session.valid());
        assertEquals(List.of("created", "destroyed, a=null"), events);
    }

    /** Fails if a session can be entered and end by time-out at the same moment. */
    @Test
    @Timeout(300)
    void isEitherEnteredOrTimedOut() throws Exception {
        int rounds = 20_000;
        AtomicInteger round = new AtomicInteger(-1);
        AtomicInteger ready = new AtomicInteger();
        HttpSessionImpl[] session = {null};
        boolean[] expired = {false};
        Thread sweeper = new Thread(() -> {
            for (int i = 0; i < rounds; i++) {
                while (round.get() < i) {
                    Thread.yield();
                }
                expired[0] = session[0].expire(60_000);
                ready.set(i + 1);
            }
        });
        sweeper.start();
        try {
            for (int i = 0; i < rounds; i++) {
                session[0] = new HttpSessionImpl(sessions, "an-id", 0, 60);
                session[0].leave(0);
                round.set(i);
                for (int pause = i % 32; pause > 0; pause--) {
                    Thread.onSpinWait();
                }
                boolean in = session[0].enter(1);
                while (ready.get() <= i) {
                    Thread.yield();
                }
                assertNotEquals(in, expired[0], "round " + i);
            }
        } finally {
            round.set(rounds);
            sweeper.join();
        }
    }

    /** Fails if an id change loses the session, or two ends of it are told. */
    @Test
    @Timeout(300)
    void endsOnceWhateverHappensAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 1000; round++) {
                HttpSessionImpl session = sessions.create();
                CountDownLatch start = new CountDownLatch(1);
                List<Future<?>> done = new ArrayList<>();
                for (Runnable task : List.<Runnable>of(() -> sessions.changeId(session), session::invalidate,
                        session::invalidate)) {
                    done.add(threads.submit(() -> {
                        start.await();
                        ignoringEnd(task);
                        return null;
                    }));
                }
                start.countDown();
                for (Future<?> future : done) {
                    future.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(0, sessions.size());
        assertEquals(1000, events.stream().filter(event -> event.startsWith("destroyed")).count());
    }

    private static void ignoringEnd(Runnable task) {
        try {
            task.run();
        } catch (IllegalStateException ignored) { // the session ended first, which is one of the outcomes
        }
    }

    @Test
    void isKnownByOneIdAfterConcurrentChanges() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            HttpSessionImpl session = sessions.create();
            Runnable change = () -> {
                for (int i = 0; i < 20_000; i++) {
                    sessions.changeId(session);
                }
            };
            for (Future<?> done : List.of(threads.submit(change), threads.submit(change))) {
                done.get();
            }
            assertEquals(1, sessions.size());
            session.invalidate();
            assertEquals(0, sessions.size(), "an ended session is still in reach");
            sessions.release(session);
        } finally {
            threads.shutdownNow();
        }
    }

    private static final class Failing implements HttpSessionBindingListener {

        private final AtomicInteger unbound;

        private Failing(AtomicInteger unbound) {
            this.unbound = unbound;
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            unbound.incrementAndGet();
            throw new IllegalStateException("thrown by the test");
        }
    }

    @Test
    void unbindsAllAttributesWhateverTheirListenersThrow() {
        AtomicInteger unbound = new AtomicInteger();
        HttpSessionImpl session = sessions.create();
        session.setAttribute("a", new Failing(unbound));
        session.setAttribute("b", new Failing(unbound));

        assertThrows(IllegalStateException.class, session::invalidate);

        assertEquals(2, unbound.get());
    }

    @Test
    void endsAllSessionsAtTheEndWhateverTheirListenersThrow() {
        AtomicInteger unbound = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            sessions.create().setAttribute("a", new Failing(unbound));
        }

        sessions.close();

        assertEquals(3, unbound.get());
        assertEquals(0, sessions.size());
    }
}
