package io.waitress.core.proxy;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.exchange.Response;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;

/** An exchange with a request and a peer, and no more. Records which calls reached it. */
final class FakeExchange implements Exchange {

    final List<String> calls = new ArrayList<>();
    private final RequestHead request;
    private final ConnectionInfo connection;

    FakeExchange(RequestHead request, SocketAddress peer) {
        this.request = request;
        this.connection = new FakeConnection(peer);
    }

    record FakeRequest(String target, Headers headers, String scheme, String host, int port) implements RequestHead {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/path";
        }

        @Override
        public String query() {
            return "a=b";
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }
    }

    record FakeConnection(SocketAddress remoteAddress) implements ConnectionInfo {

        @Override
        public long id() {
            return 7;
        }

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("local", 8080);
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public SSLSession tlsSession() {
            return null;
        }

        @Override
        public int httpsPort() {
            return 0;
        }
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public ConnectionInfo connection() {
        return connection;
    }

    @Override
    public RequestBody body() {
        calls.add("body");
        return null;
    }

    @Override
    public Response response() {
        calls.add("response");
        return null;
    }

    @Override
    public boolean clientConnected() {
        calls.add("clientConnected");
        return true;
    }

    @Override
    public void suspend() {
        calls.add("suspend");
    }

    @Override
    public void execute(Runnable task) {
        calls.add("execute");
    }

    @Override
    public void fork(Runnable task) {
        calls.add("fork");
    }

    @Override
    public void deadline(Duration after, Runnable onExpiry) {
        calls.add("deadline");
    }

    @Override
    public void complete() {
        calls.add("complete");
    }

    @Override
    public void fail(Throwable cause) {
        calls.add("fail");
    }

    @Override
    public void upgrade(UpgradeHandler handler) {
        calls.add("upgrade");
    }
}
