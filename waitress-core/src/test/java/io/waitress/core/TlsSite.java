package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.internal.tls.TestKeys;
import io.waitress.core.internal.tls.TlsClient;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests of TLS: keys for each class; for each test a server, if it starts one, and clients, which are closed. */
final class TlsSite implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    static final int LARGE = 5_000_000;
    static final Consumer<TlsClient.Options> USUAL = options -> { };

    private final List<AutoCloseable> clients = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private Path folder;
    private TestKeys rsa;
    private TestKeys ec;
    private TestKeys other;
    private byte[] large;
    private Path largeFile;
    private WaitressServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("tls");
        rsa = TestKeys.make(folder, "RSA", "localhost");
        ec = TestKeys.make(folder, "EC", "shop.example", "*.shop.example");
        other = TestKeys.make(folder, "EC", "other.example");
        large = new byte[LARGE];
        new Random(1).nextBytes(large);
        largeFile = Files.write(folder.resolve("large"), large);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        clients.clear();
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Where a test may leave files, none of them in folders. */
    Path folder() {
        return folder;
    }

    /** The first key of the server, for localhost. */
    TestKeys rsa() {
        return rsa;
    }

    /** For shop.example and what is below. */
    TestKeys ec() {
        return ec;
    }

    /** For other.example. */
    TestKeys other() {
        return other;
    }

    /** What /large gives, and /file without its first thousand bytes. */
    byte[] large() {
        return large;
    }

    WaitressServer server() {
        return server;
    }

    /** How many requests are being answered. */
    int running() {
        return running.get();
    }

    void serve() throws Exception {
        serve(settings -> settings);
    }

    void serve(UnaryOperator<Settings.Builder> change) throws Exception {
        serve(this::answer, change);
    }

    void serve(Application application, UnaryOperator<Settings.Builder> change) throws Exception {
        server = TestServers.start(application, settings -> change.apply(settings.tls(
                tls -> tls.keystore(rsa.file()).password(TestKeys.PASSWORD))));
    }

    TlsClient connect() throws Exception {
        return connect(USUAL);
    }

    TlsClient connect(Consumer<TlsClient.Options> options) throws Exception {
        TlsClient client = TlsClient.connect(server.port(), options, rsa, ec, other);
        clients.add(client);
        return client;
    }

    /** Tries again where this thread has stalled for longer than the server allows. */
    TlsClient connectInTime(Consumer<TlsClient.Options> options) throws Exception {
        for (;;) {
            try {
                return connect(options);
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw e;
                }
            }
        }
    }

    static void awaitEnd(RawClient client) {
        try {
            client.readUntilClosed();
        } catch (UncheckedIOException ignored) {
            // reset, as it may be
        }
    }

    RawClient connectRaw() {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }

    /** Returns what a client sends first. */
    byte[] clientHello() throws Exception {
        try (TlsClient client = TlsClient.open(server.port(), USUAL, rsa)) {
            client.wire.hold();
            client.wire.setSoTimeout(200);
            assertThrows(IOException.class, client.socket::startHandshake);
            return client.wire.heldBytes();
        }
    }

    static String certificateName(TlsClient client) throws Exception {
        return ((X509Certificate) client.socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal()
                .getName();
    }

    private void answer(Exchange exchange) throws Exception {
        running.incrementAndGet();
        try {
            byte[] content = switch (exchange.request().path()) {
                case "/large" -> large;
                case "/echo" -> exchange.body().stream().readAllBytes();
                case "/facts" -> facts(exchange).getBytes(StandardCharsets.ISO_8859_1);
                case "/file" -> null;
                default -> "Hello".getBytes(StandardCharsets.ISO_8859_1);
            };
            int length = content == null ? LARGE - 1000 : content.length;
            exchange.response().headers().set("Content-Length", Integer.toString(length));
            if (content == null) {
                exchange.response().send(FileChannel.open(largeFile), 1000, length);
            } else {
                exchange.response().write(ByteBuffer.wrap(content));
            }
        } finally {
            running.decrementAndGet();
        }
    }

    private static String facts(Exchange exchange) {
        SSLSession session = exchange.connection().tlsSession();
        String peer;
        try {
            peer = ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            peer = "nobody";
        }
        return session.getProtocol() + " " + session.getCipherSuite() + " " + exchange.connection().secure() + " "
                + exchange.request().scheme() + " " + peer;
    }
}
