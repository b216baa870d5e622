package io.waitress.core.proxy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.MutableHeaders;
import io.waitress.core.proxy.FakeExchange.FakeRequest;
import io.waitress.core.settings.ProxyHeader;
import io.waitress.core.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxyTest {

    private static final SocketAddress PROXY = new InetSocketAddress("10.0.0.1", 5555);
    private static final SocketAddress STRANGER = new InetSocketAddress("203.0.113.9", 6666);

    private static final ProxyHeader[] SEPARATE = {ProxyHeader.X_FORWARDED_FOR, ProxyHeader.X_FORWARDED_HOST,
        ProxyHeader.X_FORWARDED_PROTO, ProxyHeader.X_FORWARDED_PORT, ProxyHeader.X_FORWARDED_BY};

    private static Settings.Builder trusting(int hops, ProxyHeader... headers) {
        return Settings.builder().proxy(proxy -> proxy.trusted("10.0.0.0/8")).proxy(proxy -> proxy.count(hops)).proxy(proxy -> proxy.headers(headers));
    }

    /** A request for {@code inner:8080} with these lines: "name: value", one a line. */
    private static FakeRequest request(String lines) {
        return request("/path?a=b", "inner", 8080, "Host: inner:8080\n" + lines);
    }

    private static FakeRequest request(String target, String host, int port, String lines) {
        MutableHeaders headers = new MutableHeaders();
        lines.lines().map(line -> line.split(": ?", 2)).forEach(line -> headers.add(line[0], line[1]));
        return new FakeRequest(target, headers, "http", host, port);
    }

    private static Exchange seen(Settings.Builder settings, SocketAddress peer, FakeRequest request) throws Exception {
        List<Exchange> seen = new ArrayList<>();
        new TrustedProxy(settings.build(), seen::add).service(new FakeExchange(request, peer));
        assertEquals(1, seen.size());
        return seen.get(0);
    }

    private static String lines(Headers headers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < headers.size(); i++) {
            text.append(headers.name(i)).append(": ").append(headers.value(i)).append('\n');
        }
        return text.toString();
    }

    private static String url(Exchange exchange) {
        return exchange.request().scheme() + "://" + exchange.request().host() + ":" + exchange.request().port();
    }

    private static String client(Exchange exchange) {
        InetSocketAddress address = (InetSocketAddress) exchange.connection().remoteAddress();
        String host = address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
        return host + " " + address.getPort();
    }

    @Test
    void passesOnTheSameExchangeWithoutProxyHeaders() throws Exception {
        FakeExchange exchange = new FakeExchange(request("Accept: */*"), PROXY);
        List<Exchange> seen = new ArrayList<>();

        new TrustedProxy(trusting(1, SEPARATE).build(), seen::add).service(exchange);

        assertSame(exchange, seen.get(0));
    }

    @Test
    void removesHeadersOfStrangers() throws Exception {
        Exchange seen = seen(trusting(1, SEPARATE), STRANGER, request("""
                X-Forwarded-For: 1.2.3.4
                Accept: */*
                x-forwarded-host: evil.example
                X-Forwarded-Proto: https
                X-Forwarded-Port: 1
                X-Forwarded-By: x
                Forwarded: for=1.2.3.4
                X_Forwarded_For: 1.2.3.4
                X-Forwarded_Proto: https
                X-Forwarded-Server: kept
                Content_Length: kept
                """));

        assertEquals("Host: inner:8080\nAccept: */*\nX-Forwarded-Server: kept\nContent_Length: kept\n",
                lines(seen.request().headers()));
        assertEquals("http://inner:8080", url(seen));
        assertEquals(STRANGER, seen.connection().remoteAddress());
        assertFalse(seen.connection().secure());
        for (HeaderName name : HeaderName.values()) {
            boolean kept = name == HeaderName.HOST || name == HeaderName.ACCEPT;
            assertEquals(kept, seen.request().headers().contains(name), name.text());
            assertEquals(kept, seen.request().headers().contains(name.text()), name.text());
            assertEquals(kept, seen.request().headers().get(name) != null, name.text());
            assertEquals(kept ? 1 : 0, seen.request().headers().all(name.text()).size(), name.text());
        }
    }

    @Test
    void removesHeadersWhenNobodyIsTrusted() throws Exception {
        Exchange seen = seen(Settings.builder(), PROXY, request("X-Forwarded-For: 1.2.3.4\nForwarded: for=x;;y"));

        assertEquals("Host: inner:8080\n", lines(seen.request().headers()));
        assertEquals(PROXY, seen.connection().remoteAddress());
    }

    @Test
    void leavesHeadersOfStrangersIfTold() throws Exception {
        FakeExchange exchange = new FakeExchange(request("X-Forwarded-For: 1.2.3.4"), STRANGER);
        List<Exchange> seen = new ArrayList<>();
        Settings settings = trusting(1, SEPARATE).proxy(proxy -> proxy.clearUntrusted(false)).build();

        new TrustedProxy(settings, seen::add).service(exchange);

        assertSame(exchange, seen.get(0));
    }

    @Test
    void keepsUnbelievedHeadersOfTrustedPeersIfTold() throws Exception {
        Exchange seen = seen(trusting(1, ProxyHeader.X_FORWARDED_FOR).proxy(proxy -> proxy.clearUntrusted(false)), PROXY,
                request("X-Forwarded-For: 9.9.9.9, 1.2.3.4\nX_Forwarded_For: 5.5.5.5\nForwarded: x"));

        assertEquals("Host: inner:8080\nX-Forwarded-For: 1.2.3.4\nX_Forwarded_For: 5.5.5.5\nForwarded: x\n",
                lines(seen.request().headers()));
        assertEquals("1.2.3.4 0", client(seen));
    }

    @Test
    void removesHeadersOfTrustedPeersThatAreNotBelieved() throws Exception {
        Exchange seen = seen(trusting(1, ProxyHeader.X_FORWARDED_PROTO), PROXY, request("""
                X-Forwarded-Proto: https
                X-Forwarded-For: 1.2.3.4
                X-Forwarded-Host: evil.example
                Forwarded: for=1.2.3.4
                """));

        assertEquals("Host: inner:8080\nX-Forwarded-Proto: https\n", lines(seen.request().headers()));
        assertEquals(PROXY, seen.connection().remoteAddress());
        assertEquals("https://inner:8080", url(seen));
    }

    @Test
    void neverBelievesSpellingsWithUnderscores() throws Exception {
        Exchange seen = seen(trusting(1, SEPARATE), PROXY, request("""
                X-Forwarded-For: 1.2.3.4
                X_Forwarded_For: 6.6.6.6
                X_Forwarded_Host: evil.example
                X-Forwarded_Proto: https
                """));

        assertEquals("Host: inner:8080\nX-Forwarded-For: 1.2.3.4\n", lines(seen.request().headers()));
        assertEquals("1.2.3.4 0", client(seen));
        assertEquals("http://inner:8080", url(seen));
    }

    @Test
    void trustsUnixSocketsByLocalhost() throws Exception {
        SocketAddress unix = UnixDomainSocketAddress.of("");
        FakeRequest request = request("X-Forwarded-For: 1.2.3.4");

        Exchange trusted = seen(trusting(1, SEPARATE).proxy(proxy -> proxy.trusted("localhost")), unix, request);
        Exchange untrusted = seen(trusting(1, SEPARATE), unix, request);

        assertEquals("1.2.3.4 0", client(trusted));
        assertEquals(unix, untrusted.connection().remoteAddress());
    }

    @Test
    void trustsAnyOfSeveralPeers() throws Exception {
        Settings.Builder settings = trusting(1, SEPARATE).proxy(proxy -> proxy.trusted("::1", "192.0.2.0/24", "10.0.0.1"));
        FakeRequest request = request("X-Forwarded-For: 1.2.3.4");

        assertEquals("1.2.3.4 0", client(seen(settings, PROXY, request)));
        assertEquals("1.2.3.4 0", client(seen(settings, new InetSocketAddress("::1", 1), request)));
        assertEquals("203.0.113.9 6666", client(seen(settings, STRANGER, request)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // hops, X-Forwarded-For, client, what the application sees of it
        "1 | 1.2.3.4                         | 1.2.3.4 0           | 1.2.3.4",
        "1 | 6.6.6.6, 1.2.3.4                | 1.2.3.4 0           | 1.2.3.4",
        "2 | 6.6.6.6,1.2.3.4,10.0.0.2        | 1.2.3.4 0           | 1.2.3.4, 10.0.0.2",
        "3 | 1.2.3.4,10.0.0.2                | 1.2.3.4 0           | 1.2.3.4, 10.0.0.2",
        "1 | 1.2.3.4:567                     | 1.2.3.4 567         | 1.2.3.4:567",
        "1 | \"1.2.3.4:567\"                 | 1.2.3.4 567         | \"1.2.3.4:567\"",
        "1 | 2001:db8::1                     | 2001:db8:0:0:0:0:0:1 0 | 2001:db8::1",
        "1 | [2001:db8::1]                   | 2001:db8:0:0:0:0:0:1 0 | [2001:db8::1]",
        "1 | \"[2001:db8::1]:443\"           | 2001:db8:0:0:0:0:0:1 443 | \"[2001:db8::1]:443\"",
        "1 | [2001:db8::1]:443               | 2001:db8:0:0:0:0:0:1 443 | [2001:db8::1]:443",
        "1 | ::ffff:1.2.3.4                  | 1.2.3.4 0           | ::ffff:1.2.3.4",
        "2 | 192.0.2.1, \"[2001:db8::1]\"    | 192.0.2.1 0         | 192.0.2.1, \"[2001:db8::1]\"",
        "1 | unknown                         | unknown 0           | unknown",
        "1 | _hidden                         | _hidden 0           | _hidden",
        "1 | <script>, \", 1.2.3.4           | 1.2.3.4 0           | 1.2.3.4",
        "1 | ''                              | 10.0.0.1 5555       | ''",
    })
    void readsXForwardedFor(int hops, String value, String client, String left) throws Exception {
        Exchange seen = seen(trusting(hops, SEPARATE), PROXY, request("X-Forwarded-For: " + value));

        assertEquals(client, client(seen));
        assertEquals(left, seen.request().headers().get(HeaderName.X_FORWARDED_FOR));
        assertEquals(left, seen.request().headers().get("x-forwarded-for"));
        assertEquals("http://inner:8080", url(seen));
    }

    @Test
    void joinsLinesOfOneHeader() throws Exception {
        Exchange seen = seen(trusting(2, SEPARATE), PROXY, request("""
                X-Forwarded-For: 6.6.6.6
                Accept: */*
                x-forwarded-for: 1.2.3.4
                X-Forwarded-For: 10.0.0.2
                """));

        assertEquals("1.2.3.4 0", client(seen));
        assertEquals("Host: inner:8080\nX-Forwarded-For: 1.2.3.4, 10.0.0.2\nAccept: */*\n",
                lines(seen.request().headers()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // host, proto, port; the URL; the Host field
        "example.com             |       |      | http://example.com:80        | example.com",
        "example.com:81          |       |      | http://example.com:81        | example.com:81",
        "example.com             | https |      | https://example.com:443      | example.com",
        "example.com             | http  |      | http://example.com:80        | example.com",
        "example.com             | https | 8443 | https://example.com:8443     | example.com:8443",
        "example.com             | https | 443  | https://example.com:443      | example.com",
        "example.com             | https | 80   | https://example.com:80       | example.com:80",
        "example.com             | http  | 443  | http://example.com:443       | example.com:443",
        "example.com             |       | 8000 | http://example.com:8000      | example.com:8000",
        "example.com:81          | https | 82   | https://example.com:81       | example.com:81",
        "example.com:80          | https |      | https://example.com:80       | example.com:80",
        "[2001:db8::1]           | https |      | https://[2001:db8::1]:443    | [2001:db8::1]",
        "[2001:db8::1]:82        | https |      | https://[2001:db8::1]:82     | [2001:db8::1]:82",
        "evil.example,example.com | https |     | https://example.com:443      | example.com",
        "\"example.com:81\"      |       |      | http://example.com:81        | example.com:81",
        "                        | https |      | https://inner:8080           | inner:8080",
        "                        | HTTPS |      | https://inner:8080           | inner:8080",
        "                        | wss   |      | https://inner:8080           | inner:8080",
        "                        | ws    |      | http://inner:8080            | inner:8080",
        "                        | https | 444  | https://inner:444            | inner:8080",
        "                        |       | 444  | http://inner:444             | inner:8080",
    })
    void readsHostProtoAndPort(String host, String proto, String port, String url, String hostField) throws Exception {
        Exchange seen = seen(trusting(1, SEPARATE), PROXY, request(
                (host == null ? "" : "X-Forwarded-Host: " + host + "\n")
                + (proto == null ? "" : "X-Forwarded-Proto: " + proto + "\n")
                + (port == null ? "" : "X-Forwarded-Port: " + port + "\n")));

        assertEquals(url, url(seen));
        assertEquals(hostField, seen.request().headers().get(HeaderName.HOST));
        assertEquals(List.of(hostField), seen.request().headers().all("host"));
        assertEquals(url.startsWith("https"), seen.connection().secure());
        assertEquals(PROXY, seen.connection().remoteAddress());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // target, host and port of the request, its Host line; the port once the scheme is https
        "/              | a       | 80   | Host: a        | 443",
        "/              | a       | 80   | Host: a:80     | 80",
        "/              | [::1]   | 80   | Host: [::1]    | 443",
        "/              | [::1]   | 81   | Host: [::1]:81 | 81",
        "/              | default | 8080 | X: no host     | 443",
        "http://a/b:1   | a       | 80   | Host: a        | 443",
        "http://a:81/b  | a       | 81   | Host: x        | 81",
        "/?u=http://a:1 | a       | 80   | Host: a        | 443",
    })
    void changesImpliedPortWithScheme(String target, String host, int port, String line, int expected)
            throws Exception {
        Exchange seen = seen(trusting(1, SEPARATE), PROXY,
                request(target, host, port, line + "\nX-Forwarded-Proto: https"));

        assertEquals("https", seen.request().scheme());
        assertEquals(expected, seen.request().port());
        assertEquals(host, seen.request().host());
    }

    @Test
    void addsHostFieldWhereThereIsNone() throws Exception {
        Exchange seen = seen(trusting(1, SEPARATE), PROXY,
                request("/", "x", 1, "X-Forwarded-Host: example.com:81\nAccept: */*"));

        assertEquals("X-Forwarded-Host: example.com:81\nAccept: */*\nHost: example.com:81\n",
                lines(seen.request().headers()));
        assertEquals("example.com:81", seen.request().headers().get(HeaderName.HOST));
        assertThrows(IndexOutOfBoundsException.class, () -> seen.request().headers().name(3));
        assertThrows(IndexOutOfBoundsException.class, () -> seen.request().headers().value(-1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // hops | Forwarded | client | URL | what the application sees
        "1 | for=192.0.2.1                              | 192.0.2.1 0     | http://inner:8080 | for=192.0.2.1",
        "1 | FOR=192.0.2.1;Proto=HTTPS;Host=Example.com | 192.0.2.1 0     | https://Example.com:443 |"
                + " FOR=192.0.2.1;Proto=HTTPS;Host=Example.com",
        "1 | for=\"192.0.2.1:47011\"                    | 192.0.2.1 47011 | http://inner:8080 |"
                + " for=\"192.0.2.1:47011\"",
        "1 | for=192.0.2.1:47011                        | 192.0.2.1 47011 | http://inner:8080 | for=192.0.2.1:47011",
        "1 | for=\"[2001:db8::1]:80\";by=_x             | 2001:db8:0:0:0:0:0:1 80 | http://inner:8080 |"
                + " for=\"[2001:db8::1]:80\";by=_x",
        "1 | for=\"[2001:db8::1]\";host=\"a:8443\";proto=https | 2001:db8:0:0:0:0:0:1 0 | https://a:8443 |"
                + " for=\"[2001:db8::1]\";host=\"a:8443\";proto=https",
        "1 | for=unknown                                | unknown 0       | http://inner:8080 | for=unknown",
        "1 | for=_SEVKISEK                              | _SEVKISEK 0     | http://inner:8080 | for=_SEVKISEK",
        "1 | for=\"_gazonk:_port\"                      | _gazonk 0       | http://inner:8080 | for=\"_gazonk:_port\"",
        "1 | for=\"192.0.2.1:_p.1-x\"                   | 192.0.2.1 0     | http://inner:8080 |"
                + " for=\"192.0.2.1:_p.1-x\"",
        "1 | for=6.6.6.6;host=evil, for=192.0.2.1       | 192.0.2.1 0     | http://inner:8080 | for=192.0.2.1",
        "2 | for=6.6.6.6, for=192.0.2.1, for=10.0.0.2   | 192.0.2.1 0     | http://inner:8080 |"
                + " for=192.0.2.1, for=10.0.0.2",
        "2 | for=192.0.2.1;host=a;proto=https, for=10.0.0.2;host=b;proto=http | 192.0.2.1 0 | https://a:443 |"
                + " for=192.0.2.1;host=a;proto=https, for=10.0.0.2;host=b;proto=http",
        "2 | for=192.0.2.1, for=10.0.0.2;host=b;proto=https | 192.0.2.1 0 | https://b:443 |"
                + " for=192.0.2.1, for=10.0.0.2;host=b;proto=https",
        "2 | proto=https,host=b:1                       | 10.0.0.1 5555   | https://b:1       | proto=https, host=b:1",
        "1 | secret=\"a,b;c=\\\"d\";for=192.0.2.1       | 192.0.2.1 0     | http://inner:8080 |"
                + " secret=\"a,b;c=\\\"d\";for=192.0.2.1",
        "1 | for=\"192.0.\\2.1\"                        | 192.0.2.1 0     | http://inner:8080 | for=\"192.0.\\2.1\"",
        "1 | ;for=192.0.2.1;                            | 192.0.2.1 0     | http://inner:8080 | ;for=192.0.2.1;",
        "1 | for=garbage, for=192.0.2.1                 | 192.0.2.1 0     | http://inner:8080 | for=192.0.2.1",
        "1 | proto=http                                 | 10.0.0.1 5555   | http://inner:8080 | proto=http",
        "1 | ''                                         | 10.0.0.1 5555   | http://inner:8080 | ''",
    })
    void readsForwarded(int hops, String value, String client, String url, String left) throws Exception {
        Exchange seen = seen(trusting(hops, ProxyHeader.FORWARDED), PROXY, request("Forwarded: " + value));

        assertEquals(client, client(seen));
        assertEquals(url, url(seen));
        assertEquals(left, seen.request().headers().get(HeaderName.FORWARDED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "X-Forwarded-For   | example.com",
        "X-Forwarded-For   | 1.2.3.4,",
        "X-Forwarded-For   | 1.2.3.4:99999",
        "X-Forwarded-For   | 1.2.3.4:",
        "X-Forwarded-For   | 1.2.3.4:a",
        "X-Forwarded-For   | 1.2.3.456",
        "X-Forwarded-For   | \"1.2.3.4",
        "X-Forwarded-For   | 1.2.3.4\"",
        "X-Forwarded-For   | \"1.2.3.4\\\"",
        "X-Forwarded-For   | \"1.2\"3.4\"",
        "X-Forwarded-For   | \"",
        "X-Forwarded-For   | [1.2.3.4]",
        "X-Forwarded-For   | [::1",
        "X-Forwarded-For   | [::1]x",
        "X-Forwarded-For   | [::1]80",
        "X-Forwarded-For   | ::g",
        "X-Forwarded-For   | fe80::1%eth0",
        "X-Forwarded-For   | _",
        "X-Forwarded-For   | _a b",
        "X-Forwarded-For   | 1.2.3.4 5.6.7.8",
        "X-Forwarded-For   | <b>",
        "X-Forwarded-Host  | a b",
        "X-Forwarded-Host  | a/b",
        "X-Forwarded-Host  | a:b",
        "X-Forwarded-Host  | :80",
        "X-Forwarded-Host  | a:70000",
        "X-Forwarded-Host  | ::1",
        "X-Forwarded-Host  | [::1",
        "X-Forwarded-Host  | [a]",
        "X-Forwarded-Host  | [::1]x",
        "X-Forwarded-Host  | user@host",
        "X-Forwarded-Host  | \"a",
        "X-Forwarded-Proto | ftp",
        "X-Forwarded-Proto | https, http",
        "X-Forwarded-Proto | \"https",
        "X-Forwarded-Port  | 80, 81",
        "X-Forwarded-Port  | x",
        "X-Forwarded-Port  | 65536",
        "X-Forwarded-Port  | -1",
        "X-Forwarded-Port  | +80",
        "Forwarded         | for",
        "Forwarded         | 192.0.2.1",
        "Forwarded         | for=192.0.2.1; proto=http",
        "Forwarded         | for =192.0.2.1",
        "Forwarded         | for= 192.0.2.1",
        "Forwarded         | =x;for=192.0.2.1",
        "Forwarded         | for=\"192.0.2.1",
        "Forwarded         | for=192.0.2.1\"",
        "Forwarded         | for=\"192.0.2.1\"x",
        "Forwarded         | for=x\"192.0.2.1\"",
        "Forwarded         | for=\"192.0.2.1\\\"",
        "Forwarded         | for=example.com",
        "Forwarded         | for=192.0.2.1;for=192.0.2.2",
        "Forwarded         | for=192.0.2.1;FOR=192.0.2.2",
        "Forwarded         | for=192.0.2.1;proto=ftp",
        "Forwarded         | for=192.0.2.1;host=\"a b\"",
        "Forwarded         | for=\"192.0.2.1:99999\"",
        "Forwarded         | for=\"192.0.2.1:_\"",
        "Forwarded         | for=x\", for=192.0.2.1",
        "Forwarded         | nonsense, for=192.0.2.1",
        "Forwarded         | for=\"\\\", for=\"192.0.2.1\"",
    })
    void refusesMalformedTrustedHeader(String name, String value) throws Exception {
        Settings.Builder settings =
                name.equals("Forwarded") ? trusting(1, ProxyHeader.FORWARDED) : trusting(1, SEPARATE);
        FakeRequest request = request(name + ": " + value);

        String log = logOf(() -> {
            HttpException e = assertThrows(HttpException.class, () -> seen(settings, PROXY, request));

            assertEquals(400, e.status());
            assertTrue(e.getMessage().startsWith("Header \"" + name + "\" malformed: "), e.getMessage());
            assertTrue(value.length() < 5 || !e.getMessage().contains(value), e.getMessage());
        });

        assertTrue(log.contains(name), log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: <b>", "X-Forwarded-Proto: ftp", "Forwarded: \"", "X_Forwarded_For: <b>"})
    void doesNotReadHeadersOfStrangers(String line) throws Exception {
        assertEquals("http://inner:8080", url(seen(trusting(1, SEPARATE), STRANGER, request(line))));
    }

    @Test
    void refusesSecondProtoLine() throws Exception {
        FakeRequest request = request("X-Forwarded-Proto: https\nX-Forwarded-Proto: http");

        logOf(() -> assertThrows(HttpException.class, () -> seen(trusting(1, SEPARATE), PROXY, request)));
    }

    @Test
    void keepsBy() throws Exception {
        Exchange seen = seen(trusting(1, SEPARATE), PROXY, request("X-Forwarded-By: anything, at all"));

        assertEquals("anything, at all", seen.request().headers().get("X-Forwarded-By"));
    }

    @Test
    void leavesEverythingElseToTheOriginal() throws Exception {
        FakeExchange original = new FakeExchange(request("X-Forwarded-For: 1.2.3.4"), PROXY);
        List<Exchange> exchanges = new ArrayList<>();
        new TrustedProxy(trusting(1, SEPARATE).build(), exchanges::add).service(original);
        Exchange seen = exchanges.get(0);
        assertNotSame(original, seen);

        seen.body();
        seen.response();
        seen.clientConnected();
        seen.suspend();
        seen.execute(() -> { });
        seen.fork(() -> { });
        seen.deadline(Duration.ZERO, () -> { });
        seen.complete();
        seen.fail(null);
        seen.upgrade(null);

        assertEquals(List.of("body", "response", "clientConnected", "suspend", "execute", "fork", "deadline",
                "complete", "fail", "upgrade"), original.calls);
        assertEquals("GET", seen.request().method());
        assertEquals("/path?a=b", seen.request().target());
        assertEquals("/path", seen.request().path());
        assertEquals("a=b", seen.request().query());
        assertSame(original.request().version(), seen.request().version());
        assertEquals(7, seen.connection().id());
        assertEquals(original.connection().localAddress(), seen.connection().localAddress());
        assertNull(seen.connection().tlsSession());
    }

    @Test
    void logsWhatItRemovesIfTold() throws Exception {
        FakeRequest request = request("Forwarded: for=1.2.3.4\nx-forwarded-port: 1");

        String silent = logOf(() -> seen(trusting(1, SEPARATE), STRANGER, request));
        String log = logOf(() -> seen(trusting(1, SEPARATE).proxy(proxy -> proxy.logUntrusted(true)), STRANGER, request));

        assertEquals("", silent);
        assertTrue(log.contains("Removed untrusted headers [Forwarded, x-forwarded-port] of a request from "
                + "/203.0.113.9:6666"), log);
    }

    @Test
    void logsMalformedHeaderWithoutItsUnprintableCharacters() throws Exception {
        FakeRequest request = request("X-Forwarded-For: a\u009bb" + "x".repeat(300));

        String log = logOf(() -> assertThrows(HttpException.class, () -> seen(trusting(1, SEPARATE), PROXY, request)));

        assertTrue(log.contains("Malformed proxy header X-Forwarded-For from /10.0.0.1:5555: invalid address. Value: "
                + "a?b" + "x".repeat(197) + System.lineSeparator()), log);
    }

    /** Returns what is written to standard error, where the tests' log goes. */
    private static String logOf(Executable action) throws Exception {
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            assertDoesNotThrow(action);
        } finally {
            System.setErr(err);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void costsNoAllocationWithoutProxyHeaders() throws Exception {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TrustedProxy proxy = new TrustedProxy(trusting(1, SEPARATE).build(), exchange -> { });
        FakeExchange exchange = new FakeExchange(request("Accept: */*"), STRANGER);
        long least = Long.MAX_VALUE;

        for (int round = 0; round < 20 && least > 0; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                proxy.service(exchange);
            }
            least = Math.min(least, (thread.getCurrentThreadAllocatedBytes() - before) / 1000);
        }

        assertEquals(0, least);
    }

    @Test
    void startsAndStopsTheApplication() throws Exception {
        List<String> calls = new ArrayList<>();
        Settings settings = Settings.builder().build();
        Application application = new Application() {
            @Override
            public void service(Exchange exchange) {
                calls.add("service");
            }

            @Override
            public void start(Settings given) {
                assertSame(settings, given);
                calls.add("start");
            }

            @Override
            public void stop() {
                calls.add("stop");
            }
        };
        TrustedProxy proxy = new TrustedProxy(settings, application);

        proxy.start(settings);
        proxy.stop();

        assertEquals(List.of("start", "stop"), calls);
    }
}
