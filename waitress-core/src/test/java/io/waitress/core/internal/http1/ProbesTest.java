package io.waitress.core.internal.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpVersion;
import io.waitress.core.http.MutableHeaders;
import io.waitress.core.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbesTest {

    private static final ServerStatus SERVER = new ServerStatus() {
        @Override
        public boolean draining() {
            return false;
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public Report metrics(Headers request) {
            return new Report("text/plain", "figures");
        }

        @Override
        public int httpsPort() {
            return 0;
        }
    };

    private record Get(String path) implements RequestHead {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String target() {
            return path;
        }

        @Override
        public String query() {
            return null;
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public Headers headers() {
            return new MutableHeaders();
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String host() {
            return "x";
        }

        @Override
        public int port() {
            return 80;
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.8.8.8, true", "::1, true", "::ffff:127.0.0.1, true", "192.0.2.1, false",
        "10.0.0.1, false", "fe80::1, false", "2001:db8::1, false"})
    void figuresAreForPeersOnThisMachine(String peer, boolean told) throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.getByName(peer), 1);
        CannedAnswer answer = answer(false, address);

        assertEquals(told, answer != null);
        assertEquals("figures", answer(true, address).text());
    }

    @Test
    void figuresAreForPeersOnUnixSockets() {
        assertNotNull(answer(false, UnixDomainSocketAddress.of("")));
    }

    private static CannedAnswer answer(boolean alone, SocketAddress peer) {
        return Probes.of(Settings.builder().management(it -> it.metricsPath("/m")).build().management(), alone, SERVER)
                .answer(new Get("/m"), peer);
    }
}
