package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.http.MutableHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLSession;

/**
 * An exchange without an engine: the test says what the client sent and sees what it would receive. What would run on a
 * worker waits until {@link #runTasks}.
 */
final class FakeExchange implements Exchange {

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Head head = new Head();
    private final FakeBody body = new FakeBody(this);
    private final FakeResponse response = new FakeResponse(this);
    private final Connection connection = new Connection();
    volatile boolean connected = true;
    boolean suspended;
    boolean completed;
    Throwable failure;
    Duration deadline;
    Runnable onExpiry;
    UpgradeHandler upgradeHandler;

    static FakeExchange get(String target) {
        return new FakeExchange().target("GET", target);
    }

    /** A POST whose body is there completely. */
    static FakeExchange post(String target, String contentType, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        FakeExchange exchange = new FakeExchange().target("POST", target)
                .header("Content-Type", contentType).header("Content-Length", String.valueOf(bytes.length));
        exchange.body.length(bytes.length).feed(bytes).end();
        return exchange;
    }

    /** A POST whose body the test feeds; its length is not declared. */
    static FakeExchange chunked(String target) {
        FakeExchange exchange = new FakeExchange().target("POST", target).header("Transfer-Encoding", "chunked");
        exchange.body.length(-1);
        return exchange;
    }

    FakeExchange target(String method, String target) {
        head.method = method;
        head.target = target;
        return this;
    }

    FakeExchange header(String name, String value) {
        head.headers.add(name, value);
        return this;
    }

    FakeExchange http10() {
        head.version = HttpVersion.HTTP_1_0;
        return this;
    }

    FakeExchange server(String scheme, String host, int port) {
        head.scheme = scheme;
        head.host = host;
        head.port = port;
        connection.secure = scheme.equals("https");
        return this;
    }

    FakeExchange tls(SSLSession session) {
        connection.tls = session;
        return this;
    }

    FakeExchange remote(SocketAddress address) {
        connection.remote = address;
        return this;
    }

    FakeExchange connectionId(long id) {
        connection.id = id;
        return this;
    }

    /** Runs what has been given to {@link #execute}, and what that gives, until nothing waits. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public FakeBody body() {
        return body;
    }

    @Override
    public FakeResponse response() {
        return response;
    }

    @Override
    public ConnectionInfo connection() {
        return connection;
    }

    @Override
    public boolean clientConnected() {
        return connected;
    }

    @Override
    public void suspend() {
        suspended = true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void fork(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void deadline(Duration after, Runnable expiry) {
        deadline = after;
        onExpiry = expiry;
    }

    @Override
    public void complete() {
        if (!completed) {
            completed = true;
            response.end();
        }
    }

    @Override
    public void fail(Throwable cause) {
        failure = cause;
        completed = true;
    }

    @Override
    public void upgrade(UpgradeHandler handler) {
        if (head.version == HttpVersion.HTTP_1_0 || response.committed()) {
            throw new IllegalStateException("no upgrade");
        }
        upgradeHandler = handler;
    }

    private static final class Head implements RequestHead {

        private final MutableHeaders headers = new MutableHeaders();
        private String method;
        private String target;
        private HttpVersion version = HttpVersion.HTTP_1_1;
        private String scheme = "http";
        private String host = "localhost";
        private int port = 80;

        @Override
        public String method() {
            return method;
        }

        @Override
        public String target() {
            return target;
        }

        @Override
        public String path() {
            int question = target.indexOf('?');
            return question < 0 ? target : target.substring(0, question);
        }

        @Override
        public String query() {
            int question = target.indexOf('?');
            return question < 0 ? null : target.substring(question + 1);
        }

        @Override
        public HttpVersion version() {
            return version;
        }

        @Override
        public Headers headers() {
            return headers;
        }

        @Override
        public String scheme() {
            return scheme;
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public int port() {
            return port;
        }
    }

    private static final class Connection implements ConnectionInfo {

        private long id = 7;
        private SocketAddress remote = new InetSocketAddress("192.0.2.1", 4321);
        private boolean secure;
        private SSLSession tls;

        @Override
        public long id() {
            return id;
        }

        @Override
        public SocketAddress remoteAddress() {
            return remote;
        }

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress("192.0.2.9", 8080);
        }

        @Override
        public boolean secure() {
            return secure;
        }

        @Override
        public SSLSession tlsSession() {
            return tls;
        }

        @Override
        public int httpsPort() {
            return 0;
        }
    }
}
