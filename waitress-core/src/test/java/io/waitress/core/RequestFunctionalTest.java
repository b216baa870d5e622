package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From bytes to the application: one request after the other, bodies, limits, refusals. */
@Timeout(300)
class RequestFunctionalTest {

    private final AtomicInteger served = new AtomicInteger();
    private WaitressServer server;
    private RawClient client;

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        server.close();
    }

    @Test
    void answersOnAConnectionThatPersists() throws Exception {
        connect(this::echo);

        for (int i = 0; i < 3; i++) {
            assertEquals("""
                    HTTP/1.1 200 OK
                    Server: waitress
                    Date: *
                    Content-Length: 7

                    GET /%d
                    """.formatted(i), client.get("/" + i).block());
        }
        client.assertOpen();
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        connect(this::echo);

        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            requests.append(i % 2 == 0 ? "GET /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n"
                    : "POST /" + i + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n!");
        }
        client.send(requests.toString());

        for (int i = 0; i < 500; i++) {
            assertEquals(i % 2 == 0 ? "GET /" + i + "\n" : "POST /" + i + "\n!", client.readResponse().text());
        }
        client.assertOpen();
    }

    @Test
    void takesRequestsByteByByte() throws Exception {
        connect(this::echo);

        client.sendInPieces("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-T: 1\r\n\r\n", 1);

        assertEquals("POST /a\nabcdeX-T=1", client.readResponse().text());
    }

    @Test
    void closesWhenTheClientAsksForIt() throws Exception {
        connect(this::echo);

        RawResponse response = client.request("GET / HTTP/1.1\nHost: x\nConnection: close\n\n");

        assertEquals("close", response.header("Connection"));
        client.assertClosed();
    }

    @Test
    void servesNothingThatFollowsTheLastRequest() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            go.await();
            echo(exchange);
        });

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
        go.countDown();

        assertEquals("GET /1\n", client.readResponse().text());
        client.assertClosed();
        server.close();
        assertEquals(1, served.get());
    }

    @Test
    void closesAfterHttp10UnlessAskedToPersist() throws Exception {
        connect(this::echo);

        RawResponse kept = client.request("GET / HTTP/1.0\nConnection: keep-alive\n\n");
        RawResponse closed = client.request("GET / HTTP/1.0\n\n");

        assertEquals("keep-alive", kept.header("Connection"));
        assertEquals("close", closed.header("Connection"));
        client.assertClosed();
    }

    @Test
    void answersAfterTheClientHasEndedItsOutput() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        connect(exchange -> {
            ended.await();
            echo(exchange);
        });

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n").endOutput();
        ended.countDown();

        assertEquals("GET /1\n", client.readResponse().text());
        assertEquals("GET /2\n", client.readResponse().text());
        client.assertClosed();
    }

    @Test
    void closesWhenTheClientLeavesWithinARequest() throws Exception {
        connect(this::echo);

        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").endOutput();

        client.assertClosed();
        assertEquals(0, served.get());
    }

    @Test
    void tellsTheApplicationThatTheClientHasGone() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        connect(exchange -> {
            assertTrue(exchange.clientConnected());
            running.countDown();
            while (exchange.clientConnected()) {
                Thread.onSpinWait();
            }
            gone.countDown();
        }, settings -> settings.channelRequestLookahead(1));

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        running.await();
        client.close();

        assertTrue(gone.await(30, TimeUnit.SECONDS));
    }

    @Test
    void knowsTheConnection() throws Exception {
        connect(exchange -> write(exchange, exchange.connection().remoteAddress() + " "
                + exchange.connection().localAddress() + " " + exchange.connection().secure() + " "
                + exchange.connection().tlsSession()));

        assertEquals(client.localAddress() + " /127.0.0.1:" + server.port() + " false null", client.get("/").text());
    }

    @Test
    void knowsSchemeHostAndPort() throws Exception {
        connect(exchange -> write(exchange, exchange.request().scheme() + " " + exchange.request().host() + " "
                + exchange.request().port() + " " + exchange.connection().secure()),
                settings -> settings.urlScheme("HTTPS").serverName("me.example"));

        assertEquals("https shop.example 443 true", client.request("GET / HTTP/1.1\nHost: shop.example\n\n").text());
        assertEquals("https me.example " + server.port() + " true", client.request("GET / HTTP/1.0\n\n").text());
    }

    @Test
    void continuesWhoWaitsForIt() throws Exception {
        connect(this::echo);

        client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.read(25));
        client.send("abc");

        assertEquals("POST /\nabc", client.readResponse().text());
    }

    @Test
    void continuesOnlyWhenEarlierResponsesHaveBeenSent() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            go.await();
            echo(exchange);
        });

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /2 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        go.countDown();

        assertEquals("GET /1\n", client.readResponse().text());
        assertEquals(100, client.readResponse().status());
        client.send("abc");
        assertEquals("POST /2\nabc", client.readResponse().text());
    }

    @Test
    void doesNotContinueWhoHasBegunToSend() throws Exception {
        connect(this::echo);

        client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\na");
        awaitTurn();
        client.send("bc");

        assertEquals("POST /\nabc", client.readResponse().text());
        assertEquals("GET /next\n", client.get("/next").text());
    }

    @Test
    void doesNotContinueWhoBeginsToSendMeanwhile() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            if (exchange.request().path().equals("/wait")) {
                go.await();
            }
            echo(exchange);
        });

        client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /2 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        awaitTurn();
        client.send("a");
        awaitTurn();
        go.countDown();

        assertEquals("GET /wait\n", client.readResponse().text());
        awaitTurn();
        client.send("bc");
        assertEquals("POST /2\nabc", client.readResponse().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET /close HTTP/1.1\r\nHost: x\r\n\r\n", "GET /fail HTTP/1.1\r\nHost: x\r\n\r\n"})
    void owesNoContinueAfterAResponseThatCloses(String first) throws Exception {
        connect(exchange -> {
            if (exchange.request().path().equals("/fail")) {
                throw new IllegalStateException("on purpose");
            }
            if (exchange.request().path().equals("/close")) {
                exchange.response().headers().set("Connection", "close");
            }
        });

        client.send(first + "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

        assertEquals("close", client.readResponse().header("Connection"));
        assertEquals("", client.readUntilClosed());
        try (RawClient other = RawClient.connect(server.port())) {
            assertEquals(200, other.get("/").status());
        }
    }

    @Test
    void readsNoRequestAfterTheLastOne() throws Exception {
        connect(exchange -> exchange.response().headers().set("X-Path", exchange.request().path()));

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                + "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" + "no request at all\r\n\r\n");

        assertEquals("/1", client.readResponse().header("X-Path"));
        assertEquals("", client.readUntilClosed());
    }

    @Test
    void doesNotContinueHttp10() throws Exception {
        connect(this::echo);

        client.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n").send("abc");

        assertEquals("POST /\nabc", client.readResponse().text());
    }

    @Test
    void refusesInsteadOfContinuing() throws Exception {
        connect(this::echo, settings -> settings.maxRequestBodySize(10));

        RawResponse response = client.request(
                "POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 11\n\n");

        assertEquals(413, response.status());
        client.assertClosed();
        assertEquals(0, served.get());
    }

    @Test
    void refusesChunkedBodyOverTheLimit() throws Exception {
        connect(this::echo, settings -> settings.maxRequestBodySize(10));

        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n");

        assertEquals(413, client.readResponse().status());
        client.assertClosed();
    }

    @Test
    void refusesLargeHeads() throws Exception {
        connect(this::echo, settings -> settings.maxRequestHeaderSize(1000));

        client.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(2000) + "\r\n\r\n");

        assertEquals(431, client.readResponse().status());
        client.assertClosed();
    }

    @Test
    void saysWhatWasWrong() throws Exception {
        connect(this::echo);

        RawResponse response = client.request("GET / HTTP/1.1\n\n");

        assertEquals(400, response.status());
        assertEquals("text/plain; charset=utf-8", response.header("Content-Type"));
        assertEquals("close", response.header("Connection"));
        assertEquals("waitress", response.header("Server"));
        String[] parts = response.text().split("\r\n\r\n");
        assertEquals("Bad Request", parts[0]);
        assertTrue(parts[1].contains("Host"), parts[1]);
        assertEquals("(generated by waitress)", parts[2]);
        client.assertClosed();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "400 | GET / HTTP/1.1\\nHost : x",
        "400 | GET / HTTP/1.1\\nHost: x\\nContent-Length: 1\\nTransfer-Encoding: chunked",
        "400 | GET HTTP/1.1\\nHost: x",
        "400 | GET / HTTP/11\\nHost: x",
        "413 | POST / HTTP/1.1\\nHost: x\\nContent-Length: 1001",
        "414 | GET /LONG HTTP/1.1\\nHost: x",
        "417 | POST / HTTP/1.1\\nHost: x\\nExpect: wonders\\nContent-Length: 1",
        "431 | GET / HTTP/1.1\\nHost: x\\nX: LONG",
        "431 | GET / HTTP/1.1\\nHost: x\\na: 1\\nb: 2\\nc: 3\\nd: 4",
        "501 | POST / HTTP/1.1\\nHost: x\\nTransfer-Encoding: gzip, chunked",
        "505 | GET / HTTP/2.0\\nHost: x",
    })
    void refusesWithTheRightStatusAndReadsNothingAfterIt(int status, String head) throws Exception {
        connect(this::echo, settings ->
                settings.maxRequestBodySize(1000).maxRequestHeaderSize(1000).maxHeaderCount(4));

        client.send(head.replace("LONG", "a".repeat(1000)).replace("\\n", "\r\n")
                + "\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");

        RawResponse response = client.readResponse();
        assertEquals(status, response.status());
        assertEquals("close", response.header("Connection"));
        assertEquals(3, response.text().split("\r\n\r\n").length, response.text());
        client.assertClosed();
        assertEquals(0, served.get());
    }

    @Test
    void answersWhatCameBeforeAnErrorAndNothingAfterIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            go.await();
            echo(exchange);
        });

        client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nBAD\r\n\r\n"
                + "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
        go.countDown();

        assertEquals("GET /1\n", client.readResponse().text());
        assertEquals("GET /2\n", client.readResponse().text());
        assertEquals(400, client.readResponse().status());
        client.assertClosed();
        assertEquals(2, served.get());
    }

    @Test
    void errorResponseSurvivesAClientThatGoesOnSending() throws Exception {
        connect(this::echo, settings -> settings.maxRequestBodySize(10));

        // In one piece: a client that stalls within it for longer than the server listens to it gets a reset.
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + "a".repeat(60_000));

        assertEquals(413, client.readResponse().status());
    }

    @Test
    void keepsLargeBodiesInFilesThatAreGoneAfterwards() throws Exception {
        String body = "0123456789".repeat(100_000);
        connect(this::echo, settings -> settings.inbufOverflow(1000));

        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertEquals("POST /\n" + body, client.readResponse().text());
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + body.substring(1));
        client.reset();

        server.close();
        SpillFiles.awaitAtMost(0);
    }

    /** Ways in which a request with a body in a file may end early. */
    private enum Ending {
        APPLICATION_FAILS, CLIENT_RESETS, CLIENT_CLOSES, BODY_EXCEEDS_LIMIT, CLIENT_STALLS, NOT_READ,
        CLIENT_LEAVES_SUSPENDED_EXCHANGE
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoFileOfABody(Ending ending) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        connect(exchange -> {
            if (ending == Ending.CLIENT_LEAVES_SUSPENDED_EXCHANGE) {
                exchange.suspend();
                exchange.deadline(Duration.ofMillis(1), exchange::complete);
            }
            running.countDown();
            if (ending == Ending.APPLICATION_FAILS) {
                throw new IllegalStateException("on purpose");
            }
        }, settings -> settings.inbufOverflow(1000).maxRequestBodySize(100_000)
                .channelTimeout(Duration.ofMillis(ending == Ending.CLIENT_STALLS ? 1000 : 60_000))
                .cleanupInterval(Duration.ofMillis(100)));
        boolean whole = switch (ending) {
            case APPLICATION_FAILS, NOT_READ, CLIENT_LEAVES_SUSPENDED_EXCHANGE -> true;
            case CLIENT_RESETS, CLIENT_CLOSES, BODY_EXCEEDS_LIMIT, CLIENT_STALLS -> false;
        };

        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "C350\r\n" + "a".repeat(50_000) + "\r\n" + (whole ? "0\r\n\r\n" : ""));
        if (whole) {
            running.await();
        } else if (ending != Ending.CLIENT_STALLS) { // which may have come to its end before anybody looks
            awaitFile();
        }
        switch (ending) {
            case APPLICATION_FAILS -> client.readUntilClosed();
            case CLIENT_STALLS -> client.assertClosed();
            case NOT_READ -> {
                assertEquals(200, client.readResponse().status());
                client.get("/next"); // when this is served, the former is forgotten
            }
            case CLIENT_RESETS -> client.reset();
            case CLIENT_CLOSES -> client.close();
            case BODY_EXCEEDS_LIMIT -> assertEquals(413, client.send("FFFFFF\r\n" + "a".repeat(50_001))
                    .readResponse().status());
            case CLIENT_LEAVES_SUSPENDED_EXCHANGE -> {
                client.close();
                server.stop(Duration.ofSeconds(30));
            }
        }

        SpillFiles.awaitAtMost(0);
    }

    /** Waits until a body is in a file. */
    private static void awaitFile() throws IOException, InterruptedException {
        while (SpillFiles.remaining().isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("there is no file");
            }
        }
    }

    @Test
    void holdsBackAClientThatPipelinesWithoutEnd() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        connect(exchange -> {
            if (exchange.request().path().equals("/wait")) {
                served.incrementAndGet();
                first.countDown();
                go.await();
            }
        }, settings -> settings.recvBytes(4096));
        ByteBuffer flood = ByteBuffer.wrap("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_500_000)
                .getBytes(StandardCharsets.ISO_8859_1));

        for (int turns = 0; turns < 20 && flood.hasRemaining(); turns++) {
            turns = client.sendSome(flood) > 0 ? 0 : turns;
            awaitTurn();
        }

        assertTrue(flood.hasRemaining(), "the server read without bound");
        first.await();
        assertEquals(1, served.get());
        go.countDown();
        assertEquals(200, client.readResponse().status());
    }

    @Test
    void goesOnReadingOnceTheResponseHasBeenTaken() throws Exception {
        int large = 20_000_000;
        CountDownLatch written = new CountDownLatch(1);
        connect(exchange -> {
            if (exchange.request().path().equals("/large")) {
                exchange.response().headers().set("Content-Length", Integer.toString(large));
                exchange.response().write(ByteBuffer.allocate(large));
                written.countDown();
            } else {
                echo(exchange);
            }
        }, settings -> settings.outbufHighWatermark(large));

        client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
        written.await();
        client.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
        awaitTurn();
        assertEquals(1, served.get(), "a request was read while output was pending");

        assertEquals("GET /next\n", client.skip(large).readResponse().text());
    }

    private void connect(Application application) throws Exception {
        connect(application, settings -> settings);
    }

    private void connect(Application application, UnaryOperator<Settings.Builder> settings) throws Exception {
        server = TestServers.start(application, settings);
        client = RawClient.connect(server.port());
    }

    /** Lets the dispatcher deal with everything that was sent before: it answers this afterwards. */
    private void awaitTurn() {
        try (RawClient other = RawClient.connect(server.port())) {
            other.get("/turn");
        }
    }

    private void echo(Exchange exchange) throws Exception {
        served.incrementAndGet();
        byte[] body = exchange.body().stream().readAllBytes();
        StringBuilder text = new StringBuilder(exchange.request().method() + " " + exchange.request().target() + "\n");
        text.append(new String(body, StandardCharsets.ISO_8859_1));
        for (int i = 0; i < exchange.body().trailers().size(); i++) {
            text.append(exchange.body().trailers().name(i)).append('=').append(exchange.body().trailers().value(i));
        }
        write(exchange, text.toString());
    }

    private static void write(Exchange exchange, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        exchange.response().write(bytes, 0, bytes.length);
    }
}
