package io.waitress.servlet.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.spi.SessionStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a session survives being written and read. */
class SessionCodecTest {

    private static final ServletContext CONTEXT = (ServletContext) Proxy.newProxyInstance(
            SessionCodecTest.class.getClassLoader(), new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> null);

    private static final SessionCodec.LoginCodec NO_LOGINS = new SessionCodec.LoginCodec() {
        @Override
        public Serializable write(Object login) {
            return null;
        }

        @Override
        public Object read(Object written) {
            return null;
        }
    };

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final SessionManager sessions = manager();

    /** A class of the server's class path that an application does not have: it does something when it is read. */
    static final class Gadget implements Serializable {

        static volatile boolean ran;
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            ran = true;
        }
    }

    private SessionManager manager() {
        return new SessionManager(CONTEXT, new Silence(), 60, false, now::get);
    }

    static List<Object> plainValues() {
        return List.of("text", 1, 2L, 'c', true, new int[] {1, 2}, List.of("a"), Map.of("a", 1),
                new ArrayList<>(List.of(List.of("b"))), new HashMap<>(Map.of("a", new TreeMap<>(Map.of("b", 2)))),
                LocalDate.of(2026, 11, 23), new BigDecimal("1.5"), Locale.GERMANY, new ConcurrentHashMap<>(Map.of(1, 2)),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)));
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void keepsValuesOfTheJdk(Object value) throws IOException {
        HttpSession session = sessions.create();
        session.setAttribute("value", value);

        Object after = copy(session, codec(ClassLoader.getPlatformClassLoader())).getAttribute("value");

        assertEquals(value.getClass(), after.getClass());
        assertTrue(Arrays.deepEquals(new Object[] {value}, new Object[] {after}), () -> value + " and " + after);
    }

    @Test
    void readsNoClassOfTheServersClassPath() throws IOException {
        HttpSession session = sessions.create();
        session.setAttribute("before", "a");
        session.setAttribute("gadget", new Gadget());
        session.setAttribute("inside", new ArrayList<>(List.of(new Gadget())));
        byte[] content = codec(SessionCodecTest.class.getClassLoader()).write((HttpSessionImpl) session);

        HttpSession after = codecOfAnother().read(content, manager());

        assertEquals("a", after.getAttribute("before"));
        assertNull(after.getAttribute("gadget"));
        assertNull(after.getAttribute("inside"));
        assertTrue(!Gadget.ran);
    }

    @Test
    void readsNoUrlAsItsHashAsksANameServer() throws Exception {
        HttpSession session = sessions.create();
        session.setAttribute("url", URI.create("http://example.invalid/").toURL());

        assertNull(copy(session, codec(SessionCodecTest.class.getClassLoader())).getAttribute("url"));
    }

    @Test
    void bytesOfAnotherVersionAreRefused() {
        assertThrows(IOException.class, () -> codecOfAnother().read(new byte[] {0, 0, 0, 9}, manager()));
        assertThrows(IOException.class, () -> codecOfAnother().read(new byte[0], manager()));
    }

    @Test
    void keepsTimesAndTimeout() throws IOException {
        HttpSessionImpl session = sessions.create();
        session.setMaxInactiveInterval(77);
        now.addAndGet(5000);
        sessions.release(session);

        HttpSession after = copy(session, codecOfAnother());

        assertEquals(session.getId(), after.getId());
        assertEquals(1_000_000, after.getCreationTime());
        assertEquals(1_005_000, after.getLastAccessedTime());
        assertEquals(77, after.getMaxInactiveInterval());
    }

    @Test
    void whatIsUsedIsSavedAgainAndWhatIsNotIsNot() {
        Memory memory = new Memory();
        SessionKeeper keeper = new SessionKeeper(memory, sessions, codecOfAnother(), "/a");
        HttpSessionImpl session = sessions.create();
        sessions.release(session);
        now.addAndGet(1000);
        keeper.saveChanged();
        now.addAndGet(1000);
        keeper.saveChanged();
        assertEquals(1, memory.saved);

        session = sessions.open(session.getId());
        keeper.saveChanged();
        assertEquals(2, memory.saved);

        sessions.release(session);
        keeper.saveChanged();
        assertEquals(3, memory.saved);
    }

    @Test
    void timedOutSessionIsForgotten() throws IOException {
        Memory memory = new Memory();
        HttpSessionImpl session = sessions.create();
        memory.save("/a", session.getId(), codecOfAnother().write(session));
        now.addAndGet(61_000);
        SessionManager next = manager();

        next.keepIn(memory, codecOfAnother(), "/a", null);

        assertEquals(0, next.size());
        assertEquals(0, memory.kept.size());
        next.close();
    }

    /** As for an application of its own, which has no class of the test. */
    private static SessionCodec codecOfAnother() {
        return codec(new ClassLoader(SessionCodecTest.class.getClassLoader()) { });
    }

    private static SessionCodec codec(ClassLoader loader) {
        return new SessionCodec("/a", loader, NO_LOGINS);
    }

    private HttpSession copy(HttpSession session, SessionCodec codec) throws IOException {
        return codec.read(codec.write((HttpSessionImpl) session), manager());
    }

    /** A store that forgets. */
    private static final class Memory implements SessionStore {

        private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
        private int saved;

        @Override
        public void save(String application, String id, byte[] content) {
            kept.put(application + ' ' + id, content);
            saved++;
        }

        @Override
        public void remove(String application, String id) {
            kept.remove(application + ' ' + id);
        }

        @Override
        public void load(String application, Reader reader) {
            kept.values().forEach(reader::read);
        }
    }

    /** Nobody listens. */
    private static final class Silence implements SessionEvents {

        @Override
        public void created(HttpSession session) {
            // nobody listens
        }

        @Override
        public void destroyed(HttpSession session) {
            // nobody listens
        }

        @Override
        public void idChanged(HttpSession session, String oldId) {
            // nobody listens
        }

        @Override
        public void attributeAdded(HttpSession session, String name, Object value) {
            // nobody listens
        }

        @Override
        public void attributeRemoved(HttpSession session, String name, Object value) {
            // nobody listens
        }

        @Override
        public void attributeReplaced(HttpSession session, String name, Object previous) {
            // nobody listens
        }

        @Override
        public void inContext(Runnable task) {
            task.run();
        }
    }
}
