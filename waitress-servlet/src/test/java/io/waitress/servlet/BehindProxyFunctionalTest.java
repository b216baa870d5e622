package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.ProxyHeader;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servlets see of the service's outside address: settings, and headers of proxies. */
@Timeout(300)
class BehindProxyFunctionalTest {

    private TestServer server;
    private RawClient client;

    /** Answers who asks whom, and the proxy headers that are left. */
    private static final class Mirror extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getPathInfo().equals("/move")) {
                request.getSession();
                response.sendRedirect("/moved");
                return;
            }
            response.getWriter().print(request.getRequestURL() + "|" + request.isSecure() + "|"
                    + request.getRemoteAddr() + "|" + request.getServerName() + ":" + request.getServerPort() + "|"
                    + request.getContextPath());
            for (String name : List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X_Forwarded_For")) {
                if (request.getHeader(name) != null) {
                    response.getWriter().print("|" + name + "=" + request.getHeader(name));
                }
            }
        }
    }

    private void serve(Consumer<Settings.Builder> settings) {
        server = TestServer.start(ServletApplication.builder().contextPath("/shop")
                .servlet("/*", new Mirror()).build(), settings);
        client = server.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private RawResponse get(String target, String headers) {
        return client.send("GET " + target + " HTTP/1.1\r\nHost: inner.example\r\n" + headers + "\r\n")
                .readResponse();
    }

    @Test
    void believesSeparateHeadersOfATrustedProxy() {
        serve(settings -> settings.proxy(proxy -> proxy.trusted("10.0.0.0/8", "127.0.0.0/8")).proxy(proxy -> proxy.headers(
                ProxyHeader.X_FORWARDED_FOR, ProxyHeader.X_FORWARDED_PROTO, ProxyHeader.X_FORWARDED_HOST,
                ProxyHeader.X_FORWARDED_PORT)));

        assertEquals("https://shop.example:8443/shop/x|true|203.0.113.7|shop.example:8443|/shop"
                        + "|X-Forwarded-For=203.0.113.7|X-Forwarded-Proto=https",
                get("/shop/x", "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: shop.example\r\nX-Forwarded-Port: 8443\r\n").text());
    }

    @Test
    void believesForwardedOfATrustedProxy() {
        serve(settings -> settings.proxy(proxy -> proxy.trusted("127.0.0.1")).proxy(proxy -> proxy.headers(ProxyHeader.FORWARDED))
                .proxy(proxy -> proxy.count(2)));

        String seen = get("/shop/x", "Forwarded: for=198.51.100.1\r\n"
                + "Forwarded: for=\"[2001:db8::17]:4711\";proto=https;host=\"shop.example\", for=10.0.0.3\r\n").text();

        assertTrue(seen.startsWith("https://shop.example/shop/x|true|2001:db8:0:0:0:0:0:17|shop.example:443|/shop|"),
                seen);
    }

    @Test
    void hidesHeadersOfStrangersFromTheApplication() {
        serve(settings -> settings.proxy(proxy -> proxy.trusted("10.0.0.0/8")).proxy(proxy -> proxy.headers(ProxyHeader.FORWARDED)));

        assertEquals("http://inner.example/shop/x|false|127.0.0.1|inner.example:80|/shop", get("/shop/x",
                "Forwarded: for=1.2.3.4;proto=https\r\nX-Forwarded-For: 1.2.3.4\r\nX_Forwarded_For: 1.2.3.4\r\n"
                        + "X-Forwarded-Proto: https\r\n").text());
    }

    @Test
    void believesNobodyByDefault() {
        serve(settings -> { });

        assertEquals("http://inner.example/shop/x|false|127.0.0.1|inner.example:80|/shop",
                get("/shop/x", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Forwarded: for=\"a", "Forwarded: for", "Forwarded: proto=ftp",
        "Forwarded: host=\"a b\"", "Forwarded: for=\"[::1\""})
    void refusesMalformedHeadersOfATrustedProxy(String header) {
        serve(settings -> settings.proxy(proxy -> proxy.trusted("*")).proxy(proxy -> proxy.headers(ProxyHeader.FORWARDED)));

        RawResponse response = get("/shop/x", header + "\r\n");

        assertEquals(400, response.status());
        assertTrue(response.text().contains("Forwarded"), response.text());
    }

    @Test
    void tellsTheOutsideSchemeAndName() {
        serve(settings -> settings.urlScheme("https").serverName("shop.example"));

        assertEquals("https://inner.example/shop/x|true|127.0.0.1|inner.example:443|/shop", get("/shop/x", "").text());
        client.send("GET /shop/x HTTP/1.0\r\n\r\n");
        assertEquals("shop.example:" + server.port(), client.readResponse().text().split("\\|")[3]);
    }

    @ParameterizedTest
    @CsvSource({"/outside/shop", "/shop"})
    void putsThePrefixBeforeEveryPath(String path) {
        serve(settings -> settings.urlPrefix("/outside"));

        assertEquals("http://inner.example/outside/shop/x|false|127.0.0.1|inner.example:80|/outside/shop",
                get(path + "/x", "").text());
        RawResponse moved = get(path + "/move", "");
        assertEquals("http://inner.example/moved", moved.header("Location"));
        assertTrue(moved.header("Set-Cookie").contains("Path=/outside/shop"), moved.header("Set-Cookie"));
    }
}
