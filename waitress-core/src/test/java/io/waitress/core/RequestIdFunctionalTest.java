package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.Observation;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** What a request is called. */
@Timeout(300)
class RequestIdFunctionalTest {

    private static final String FIELD = "X-Request-Id";
    private static final String MADE = "[0-9a-f]{32}";

    private final BlockingQueue<Observation> observed = new LinkedBlockingQueue<>();
    private WaitressServer server;
    private RawClient client;

    private MDCAdapter mdc;

    @BeforeEach
    void keepMdc() throws Exception {
        // The logger of the tests has none.
        mdc = MDC.getMDCAdapter();
        setMdc(new BasicMDCAdapter());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
        setMdc(mdc);
    }

    private static void setMdc(MDCAdapter adapter) throws Exception {
        for (Field field : MDC.class.getDeclaredFields()) {
            if (field.getType() == MDCAdapter.class) {
                field.setAccessible(true);
                field.set(null, adapter);
            }
        }
        assertSame(adapter, MDC.getMDCAdapter());
    }

    @Test
    void isMadeForEveryRequest() throws Exception {
        start(settings -> settings);

        String first = client.get("/").header(FIELD);
        String second = client.get("/").header(FIELD);

        assertTrue(first.matches(MADE), first);
        assertNotEquals(first, second);
        assertEquals(first, observed.take().requestId());
        assertEquals(second, observed.take().requestId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fail", "/healthz", "/reset", "/own"})
    void isOnEveryResponse(String path) throws Exception {
        start(settings -> settings.management(management -> management.healthPath("/healthz")));

        RawResponse response = client.get(path);

        assertEquals(1, response.headers(FIELD).size());
        assertTrue(response.header(FIELD).matches(MADE), response.header(FIELD));
    }

    @Test
    void isOnTheRefusalOfWhatCannotBeRead() throws Exception {
        start(settings -> settings);

        RawResponse response = client.request("GET  / HTTP/1.1\nHost: x\n\n");

        assertEquals(400, response.status());
        assertTrue(response.header(FIELD).matches(MADE), response.header(FIELD));
    }

    @Test
    void isTakenFromATrustedProxy() throws Exception {
        start(settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")));

        assertEquals("abc!~", get("x-request-id: abc!~").header(FIELD));
        assertEquals("abc!~", observed.take().requestId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Request-Id: a b", "X-Request-Id:", "X-Request-Id: a\nX-Request-Id: b", "X-Other: a",
        "X-Request-Id: \u00e4"})
    void isMadeIfTheProxysIsNoGood(String field) throws Exception {
        start(settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")));

        assertTrue(get(field).header(FIELD).matches(MADE));
    }

    @Test
    void isNotTakenFromOthers() throws Exception {
        start(settings -> settings.proxy(proxy -> proxy.trusted("192.0.2.1")));

        assertTrue(get(FIELD + ": abc").header(FIELD).matches(MADE));
    }

    @Test
    void isKnownToTheLogWhileTheApplicationRuns() throws Exception {
        start(settings -> settings.threads(1));

        RawResponse response = get("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        assertEquals(response.header(FIELD) + " 4bf92f3577b34da6a3ce929d0e0e4736", response.text());
        RawResponse later = client.get("/later");
        assertEquals(later.header(FIELD) + " null", later.text());
        RawResponse beside = client.get("/beside");
        assertEquals(beside.header(FIELD) + " null", beside.text());
    }

    @Test
    void isNothingUnlessAskedFor() throws Exception {
        start(settings -> settings.management(management -> management.requestIdHeader("")));

        RawResponse response = get(FIELD + ": abc\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        assertNull(response.header(FIELD));
        assertEquals("null null", response.text());
        assertNull(observed.take().requestId());
    }

    private RawResponse get(String fields) {
        return client.request("GET / HTTP/1.1\nHost: x\n" + fields + "\n\n");
    }

    private void start(UnaryOperator<Settings.Builder> settings) throws Exception {
        server = WaitressServer.create(RequestIdFunctionalTest::serve, settings.apply(Settings.builder()
                .listen("127.0.0.1:0").management(management -> management.requestIdHeader(FIELD))).build())
                .observer(observed::add).start();
        client = RawClient.connect(server.port());
    }

    private static void serve(Exchange exchange) {
        switch (exchange.request().path()) {
            case "/fail" -> throw new IllegalStateException("as the client wished");
            case "/own" -> exchange.response().headers().add(FIELD, "mine");
            case "/later" -> {
                exchange.suspend();
                exchange.execute(() -> {
                    tell(exchange);
                    exchange.complete();
                });
                return;
            }
            case "/beside" -> {
                exchange.suspend();
                exchange.fork(() -> {
                    tell(exchange);
                    exchange.complete();
                });
                return;
            }
            default -> { }
        }
        tell(exchange);
    }

    private static void tell(Exchange exchange) {
        byte[] content = (MDC.get("requestId") + " " + MDC.get("traceId")).getBytes(StandardCharsets.UTF_8);
        try {
            exchange.response().write(content, 0, content.length);
        } catch (IOException e) {
            exchange.fail(e);
        }
    }
}
