package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.Observation;
import io.waitress.core.settings.ProxyHeader;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What observers and the access log are told of requests. */
@Timeout(300)
class ObservationFunctionalTest {

    private final BlockingQueue<Observation> told = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    @Test
    void tellsOfAnsweredRequests() throws Exception {
        try (WaitressServer server = start(settings -> settings); RawClient client = RawClient.connect(server.port())) {
            assertEquals(201, client.get("/a?b").status());
            Observation exchange = next();

            assertEquals("/a?b", exchange.request().target());
            assertEquals(201, exchange.status());
            assertEquals(5, exchange.contentBytes());
            assertEquals("ada", exchange.user());
            assertEquals(client.localAddress(), exchange.client());
            assertFalse(exchange.cut());
            assertTrue(exchange.firstByteNanos() >= exchange.waitedNanos(), "first byte after the wait");
            assertTrue(exchange.durationNanos() >= exchange.firstByteNanos(), "end after the first byte");
        }
    }

    @Test
    void tellsOfRequestsThatNeverReachTheApplication() throws Exception {
        try (WaitressServer server = start(settings -> settings.management(it -> it.healthPath("/healthz")));
                RawClient client = RawClient.connect(server.port())) {
            client.get("/healthz");
            assertEquals(200, next().status());
            client.send("bad\r\n\r\n").readResponse();
            Observation refused = next();

            assertEquals(400, refused.status());
            assertNull(refused.request());
        }
    }

    @Test
    void tellsOfFailures() throws Exception {
        try (WaitressServer server = start(settings -> settings); RawClient client = RawClient.connect(server.port())) {
            assertEquals(500, client.get("/fail").status());
            assertEquals(500, next().status());
        }
        try (WaitressServer server = start(settings -> settings); RawClient client = RawClient.connect(server.port())) {
            client.send("GET /break HTTP/1.1\r\nHost: x\r\n\r\n").readUntilClosed();
            Observation broken = next();

            assertEquals(200, broken.status());
            assertTrue(broken.cut());
        }
    }

    @Test
    void tellsOnceOfAnExchangeThatEndsElsewhere() throws Exception {
        try (WaitressServer server = start(settings -> settings); RawClient client = RawClient.connect(server.port())) {
            assertEquals(200, client.get("/async").status());
            assertEquals(200, next().status());
            assertEquals(201, client.get("/").status());
            assertEquals(201, next().status());
        }
        assertEquals(0, told.size());
    }

    @Test
    void believesTrustedProxies() throws Exception {
        try (WaitressServer server = start(settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")
                .headers(ProxyHeader.X_FORWARDED_FOR)));
                RawClient client = RawClient.connect(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n").readResponse();

            assertEquals("192.0.2.9", ((InetSocketAddress) next().client()).getAddress().getHostAddress());
        }
    }

    @Test
    void writesAnAccessLog() throws Exception {
        Path log = folder.resolve("access.log");
        try (WaitressServer server = start(settings -> settings
                .management(it -> it.accessLog(log.toString()).accessLogFormat("%m %U %s %b %u")));
                RawClient client = RawClient.connect(server.port())) {
            client.get("/a");
            client.send("GET /fail HTTP/1.1\r\nHost: x\r\n\r\n").readUntilClosed();
            try (RawClient other = RawClient.connect(server.port())) {
                other.send("\u0001\r\n\r\n").readUntilClosed();
            }
        }
        List<String> lines = Files.readAllLines(log);

        assertEquals("GET /a 201 5 ada", lines.get(0));
        assertTrue(lines.get(1).startsWith("GET /fail 500 "), lines.get(1));
        assertTrue(lines.get(2).startsWith("- - 400 "), lines.get(2));
        assertEquals(3, lines.size());
    }

    private WaitressServer start(UnaryOperator<Settings.Builder> settings) throws IOException {
        return WaitressServer.create(ObservationFunctionalTest::serve,
                settings.apply(Settings.builder().listen("127.0.0.1:0").dispatchers(1)).build())
                .observer(told::add).start();
    }

    private static void serve(Exchange exchange) throws Exception {
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
        switch (exchange.request().path()) {
            case "/fail" -> throw new IllegalStateException("on purpose");
            case "/break" -> {
                exchange.response().write(content, 0, content.length);
                exchange.response().flush();
                throw new IllegalStateException("on purpose");
            }
            case "/async" -> {
                exchange.suspend();
                exchange.execute(exchange::complete);
            }
            default -> {
                exchange.observation().user("ada");
                exchange.response().status(201);
                exchange.response().write(content, 0, content.length);
            }
        }
    }

    private Observation next() throws InterruptedException {
        return told.poll(60, TimeUnit.SECONDS);
    }
}
