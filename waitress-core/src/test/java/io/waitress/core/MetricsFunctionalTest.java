package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Exchange;
import io.waitress.core.settings.Handoff;
import io.waitress.core.settings.ManagementSettings;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's figures over a socket, by a reader that takes nothing else. */
@Timeout(300)
class MetricsFunctionalTest {

    private static final int WORKERS = 2;

    private final List<RawClient> clients = new ArrayList<>();
    private final CountDownLatch blocked = new CountDownLatch(WORKERS);
    private final CountDownLatch released = new CountDownLatch(1);
    private WaitressServer server;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        released.countDown();
        clients.forEach(RawClient::close);
        server.close();
    }

    @Test
    void tellWhatHasHappened() throws Exception {
        startWith(management -> management.metricsPath("/metrics").accessLog(folder.resolve("log").toString()));
        RawClient client = connect();
        client.request("PUT /a HTTP/1.1\nHost: x\n\n");
        client.request("POST /b HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc");
        client.request("BREW /c HTTP/1.1\nHost: x\n\n");
        client.get("/fail");
        connect().request("GET / HTTP/1.1\nHost: x\nHost: y\n\n");

        RawClient collector = connect();

        // A request is counted when its response has ended, which its client may see first.
        Map<String, Double> figures = figures(collector.get("/metrics?x=y"), false);
        while (sum(figures, "waitress_requests_total{") - scrapes(figures) < 5) {
            figures = figures(collector.get("/metrics?x=y"), false);
        }

        assertEquals(1, figures.get("waitress_requests_total{method=\"PUT\",status=\"2xx\"}"));
        assertEquals(1, figures.get("waitress_requests_total{method=\"POST\",status=\"2xx\"}"));
        assertEquals(1, figures.get("waitress_requests_total{method=\"other\",status=\"2xx\"}"));
        assertEquals(1, figures.get("waitress_requests_total{method=\"GET\",status=\"5xx\"}"));
        assertEquals(1, figures.get("waitress_requests_total{method=\"other\",status=\"4xx\"}"));
        assertTrue(figures.get("waitress_request_duration_seconds_count") >= 5);
        assertTrue(figures.get("waitress_request_queue_seconds_count") >= 5);
        assertEquals(3, figures.get("waitress_connections_accepted_total"));
        assertEquals(WORKERS, figures.get("waitress_workers_limit"));
        assertEquals(0, figures.get("waitress_refused_total{reason=\"queueTimeout\"}"));
        assertEquals(0, figures.get("waitress_access_log_dropped_total"));
        assertEquals(0, figures.get("waitress_spill_files_total"));
        assertTrue(figures.get("waitress_received_bytes_total") > 100);
        assertTrue(figures.get("waitress_sent_bytes_total") > 300);
        assertTrue(figures.get("jvm_memory_used_bytes{area=\"heap\"}") > 0);
        assertTrue(figures.get("jvm_threads") > 0);
        assertTrue(figures.get("process_cpu_seconds_total") > 0);
        assertTrue(figures.get("process_start_time_seconds") > 1e9);
    }

    @Test
    void areOpenMetricsForWhoAsks() throws Exception {
        startWith(management -> management.metricsPath("/metrics"));
        RawClient client = connect();

        RawResponse response = client.request("""
                GET /metrics HTTP/1.1
                Host: x
                Accept: application/openmetrics-text; version=1.0.0

                """);

        assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", response.header("Content-Type"));
        assertEquals(WORKERS, figures(response, true).get("waitress_workers_limit"));
        assertEquals("text/plain; version=0.0.4; charset=utf-8", client.get("/metrics").header("Content-Type"));
    }

    @Test
    void areToldWhenAllWorkersAreStuck() throws Exception {
        startWith(management -> management.metricsPath("/metrics"));
        for (int i = 0; i <= WORKERS; i++) {
            connect().send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        assertTrue(blocked.await(60, TimeUnit.SECONDS));
        RawClient client = connect();

        Map<String, Double> figures = figures(client.get("/metrics"), false);
        while (figures.get("waitress_queue_length") < 1) {
            figures = figures(client.get("/metrics"), false);
        }

        assertEquals(WORKERS, figures.get("waitress_workers{state=\"busy\"}"));
        assertEquals(0, figures.get("waitress_workers{state=\"idle\"}"));
        assertEquals(WORKERS + 1, figures.get("waitress_connections{state=\"active\"}"));
        assertEquals(1, figures.get("waitress_connections{state=\"idle\"}"));
    }

    @Test
    void tellOfStuckRequests() throws Exception {
        startWith(management -> management.metricsPath("/metrics").stuckRequestThreshold(Duration.ofMillis(10)));
        List<RawClient> stuck = List.of(connect(), connect());
        stuck.forEach(client -> client.send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n"));
        RawClient client = connect();

        while (figures(client.get("/metrics"), false).get("waitress_stuck_requests") < WORKERS) {
            Thread.onSpinWait();
        }
        released.countDown();
        stuck.forEach(each -> assertEquals("application", each.readResponse().text()));
        Map<String, Double> figures = figures(client.get("/metrics"), false);
        while (figures.get("waitress_stuck_requests") > 0) {
            figures = figures(client.get("/metrics"), false);
        }

        assertEquals(WORKERS, figures.get("waitress_stuck_requests_found_total"));
    }

    @Test
    void countWhatWentToFiles() throws Exception {
        start(settings -> settings.inbufOverflow(10).management(management -> management.metricsPath("/metrics")));
        RawClient client = connect();
        client.request("POST /b HTTP/1.1\nHost: x\nContent-Length: 20\n\n01234567890123456789");

        assertEquals(1, figures(client.get("/metrics"), false).get("waitress_spill_files_total"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded: for=192.0.2.1", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: a",
        "X-Forwarded-Proto: https", "X-Real-IP: 127.0.0.1", "Via: 1.1 proxy"})
    void areNotForClientsOfAProxyOnThisMachine(String field) throws Exception {
        start(settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1"))
                .management(management -> management.metricsPath("/metrics")));

        assertEquals("application", connect().request("GET /metrics HTTP/1.1\nHost: x\n" + field + "\n\n").text());
    }

    @Test
    void takeGetAndHeadOnly() throws Exception {
        startWith(management -> management.metricsPath("/metrics"));
        RawClient client = connect();

        assertEquals(405, client.request("DELETE /metrics HTTP/1.1\nHost: x\n\n").status());
        assertEquals(200, client.send("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n").readResponseToHead().status());
    }

    @Test
    void haveAnAddressOfTheirOwn() throws Exception {
        startWith(management -> management.metricsPath("/metrics").healthPath("/healthz").readyPath("/readyz")
                .managementListen("127.0.0.1:0"));
        for (int i = 0; i < WORKERS; i++) {
            connect().send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        assertTrue(blocked.await(60, TimeUnit.SECONDS));
        URI uri = server.managementUris().get(0);
        RawClient client = RawClient.connect(uri.getPort());
        clients.add(client);

        assertEquals(1, server.uris().size());
        assertEquals(200, client.get("/healthz").status());
        assertEquals(200, client.get("/readyz").status());
        assertEquals(404, client.get("/").status());
        assertEquals(404, client.request("POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc").status());
        assertEquals(404, client.request(
                "POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 3\n\nabc").status());
        assertEquals(WORKERS, figures(client.request("GET /metrics HTTP/1.1\nHost: x\nX-Forwarded-For: 1.2.3.4\n\n"),
                false).get("waitress_workers{state=\"busy\"}"));
        released.countDown();
        RawClient main = connect();
        assertEquals("application", main.get("/metrics").text());
        assertEquals("alive\r\n", main.get("/healthz").text());
    }

    private static double scrapes(Map<String, Double> figures) {
        return figures.getOrDefault("waitress_requests_total{method=\"GET\",status=\"2xx\"}", 0.0);
    }

    private static double sum(Map<String, Double> figures, String prefix) {
        return figures.entrySet().stream().filter(figure -> figure.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue).sum();
    }

    private static Map<String, Double> figures(RawResponse response, boolean openMetrics) {
        assertEquals(200, response.status());
        assertEquals("no-store", response.header("Cache-Control"));
        return StrictExposition.parse(response.text(), openMetrics);
    }

    private void startWith(Consumer<ManagementSettings.Builder> management) throws Exception {
        start(settings -> settings.management(management));
    }

    private void start(UnaryOperator<Settings.Builder> settings) throws Exception {
        server = TestServers.start(this::serve, builder -> settings.apply(builder.threads(WORKERS).handoff(Handoff.WORKERS)));
    }

    private void serve(Exchange exchange) throws Exception {
        switch (exchange.request().path()) {
            case "/block" -> {
                blocked.countDown();
                released.await();
            }
            case "/fail" -> throw new IllegalStateException("as the client wished");
            default -> { }
        }
        byte[] content = "application".getBytes(StandardCharsets.UTF_8);
        exchange.response().write(content, 0, content.length);
    }

    private RawClient connect() {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }
}
