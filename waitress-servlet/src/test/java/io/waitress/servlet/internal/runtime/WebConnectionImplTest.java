package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.ByteInput;
import io.waitress.core.exchange.ByteOutput;
import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.UpgradedConnection;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebConnectionImplTest {

    private final FakeExchange exchange = FakeExchange.chunked("/");
    private final FakeUpgraded connection = new FakeUpgraded();

    /** Bytes both ways of an upgraded connection, by way of the fakes of an exchange. */
    private final class FakeUpgraded implements UpgradedConnection {

        private boolean closed;
        private Runnable onClosed;

        @Override
        public ByteInput input() {
            return exchange.body();
        }

        @Override
        public ByteOutput output() {
            return exchange.response();
        }

        @Override
        public ConnectionInfo connection() {
            return exchange.connection();
        }

        @Override
        public void execute(Runnable task) {
            exchange.execute(task);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                exchange.execute(onClosed);
            }
        }

        @Override
        public void onClosed(Runnable once) {
            onClosed = once;
        }
    }

    /** Echoes in upper case, without blocking. */
    public static class Shouting implements HttpUpgradeHandler {

        final List<String> events = new ArrayList<>();
        WebConnection connection;

        @Override
        public void init(WebConnection given) {
            events.add("init");
            connection = given;
            try {
                given.getInputStream().setReadListener(new Echo());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void destroy() {
            events.add("destroy");
        }

        private final class Echo implements ReadListener {

            @Override
            public void onDataAvailable() throws IOException {
                byte[] buffer = new byte[100];
                while (connection.getInputStream().isReady()) {
                    int read = connection.getInputStream().read(buffer);
                    String text = new String(buffer, 0, read, StandardCharsets.US_ASCII);
                    if (text.equals("fail")) {
                        throw new IOException("asked for");
                    }
                    connection.getOutputStream().print(text.toUpperCase());
                }
                connection.getOutputStream().flush();
            }

            @Override
            public void onAllDataRead() throws IOException {
                connection.getOutputStream().close();
            }

            @Override
            public void onError(Throwable t) {
                events.add(t.getMessage());
            }
        }
    }

    /** Has no constructor that a server could call. */
    public static class Unmakeable extends Shouting {

        Unmakeable(String needed) {
            events.add(needed);
        }
    }

    /** Fails to begin. */
    public static class Failing extends Shouting {

        @Override
        public void init(WebConnection given) {
            throw new IllegalStateException("on purpose");
        }
    }

    private Shouting upgrade(Class<? extends Shouting> type) throws Exception {
        Shouting handler = new Fixture().request(exchange).upgrade(type);
        exchange.upgradeHandler.upgraded(connection);
        exchange.runTasks();
        return handler;
    }

    @Test
    void handsTheConnectionToItsHandler() throws Exception {
        Shouting handler = upgrade(Shouting.class);

        exchange.body().feed("hello".getBytes(StandardCharsets.US_ASCII));
        exchange.runTasks();
        assertEquals("HELLO", exchange.response().text());
        assertFalse(connection.closed);
        assertSame(handler.connection.getInputStream(), handler.connection.getInputStream());
        exchange.body().end();
        exchange.runTasks();

        assertTrue(connection.closed, "both directions have ended");
        assertEquals(List.of("init", "destroy"), handler.events);
    }

    @Test
    void endsWhenTheHandlerSaysSo() throws Exception {
        Shouting handler = upgrade(Shouting.class);

        handler.connection.close();
        exchange.runTasks();

        assertEquals(List.of("init", "destroy"), handler.events);
    }

    @Test
    void endsWhenAListenerFails() throws Exception {
        Shouting handler = upgrade(Shouting.class);

        exchange.body().feed("fail".getBytes(StandardCharsets.US_ASCII));
        exchange.runTasks();

        assertEquals(List.of("init", "asked for", "destroy"), handler.events);
    }

    @Test
    void endsWhenBothStreamsAreClosed() throws Exception {
        Shouting handler = upgrade(Shouting.class);

        handler.connection.getOutputStream().close();
        assertFalse(connection.closed);
        handler.connection.getInputStream().close();

        assertTrue(connection.closed);
    }

    @Test
    void endsWhenTheHandlerCannotBegin() throws Exception {
        Shouting handler = upgrade(Failing.class);

        assertEquals(List.of("destroy"), handler.events);
    }

    @Test
    void reportsHandlersThatCannotBeMade() {
        ServletRequestImpl request = new Fixture().request(exchange);

        assertThrows(ServletException.class, () -> request.upgrade(Unmakeable.class));
    }
}
