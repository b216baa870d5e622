package io.waitress.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8081, 127.0.0.1, 8081, 127.0.0.1:8081",
        "*:80,           *,         80,   *:80",
        "[::1]:8081,     ::1,       8081, [::1]:8081",
        "[::1],          ::1,       8080, [::1]:8080",
        "[::]:0,         ::,        0,    [::]:0",
        "localhost,      localhost, 8080, localhost:8080",
        "a-b.example:0,  a-b.example, 0,  a-b.example:0",
        "a:65535,        a,         65535, a:65535",
    })
    void readsTcp(String text, String host, int port, String written) {
        ListenAddress address = ListenAddress.parse(text);

        assertEquals(new ListenAddress.Tcp(host, port), address);
        assertEquals(written, address.toString());
        assertEquals(address, ListenAddress.parse(written));
    }

    @Test
    void readsUnix() {
        ListenAddress address = ListenAddress.parse("unix:/run/a:b.sock");

        assertEquals(new ListenAddress.Unix(Path.of("/run/a:b.sock")), address);
        assertEquals("unix:/run/a:b.sock", address.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "a:", "a:x", "a:-1", "a:65536", "a:999999", "::1", "::1:80", "[::1", "[]:80",
            "[::g]:80", "[1.2.3.4:5]:80", "a b:80", "a/b:80", "http://a", "https://a", "https://:80", "ftp://a:80",
            "unix:", "unix:\u0000", "[a]:80", "a:\u0661"})
    void refusesAnythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
    }

    @Test
    void readsWhetherConnectionsAreEncrypted() {
        assertEquals(new ListenAddress.Tcp("*", 80, ListenAddress.Security.PLAIN), ListenAddress.parse("http://*:80"));
        assertEquals(new ListenAddress.Tcp("::1", 443, ListenAddress.Security.TLS),
                ListenAddress.parse("https://[::1]:443"));
        assertEquals("https://[::1]:443", ListenAddress.parse("https://[::1]:443").toString());
        assertEquals("http://*:80", ListenAddress.parse("http://*:80").toString());
        assertEquals(ListenAddress.Security.DEFAULT, ((ListenAddress.Tcp) ListenAddress.parse("a:1")).security());
    }

    @Test
    void resolvesLiteralsByFamily() throws Exception {
        ListenAddress four = ListenAddress.parse("127.0.0.1:1");
        ListenAddress six = ListenAddress.parse("[::1]:2");

        assertEquals(List.of(new InetSocketAddress("127.0.0.1", 1)), four.resolve(true, false));
        assertEquals(List.of(new InetSocketAddress("::1", 2)), six.resolve(false, true));
        assertThrows(UnknownHostException.class, () -> four.resolve(false, true));
        assertThrows(UnknownHostException.class, () -> six.resolve(true, false));
    }

    @Test
    void resolvesWildcardToOneAddress() throws Exception {
        ListenAddress any = ListenAddress.parse("*:1");

        assertEquals(List.of(new InetSocketAddress(InetAddress.getByName("::"), 1)), any.resolve(true, true));
        assertEquals(List.of(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 1)), any.resolve(true, false));
    }

    @Test
    void isMadeOfSocketAddresses() throws Exception {
        assertEquals("*:80", ListenAddress.of(new InetSocketAddress(80)).toString());
        assertEquals("127.0.0.1:80", ListenAddress.of(new InetSocketAddress("127.0.0.1", 80)).toString());
        assertEquals("[0:0:0:0:0:0:0:1]:80", ListenAddress.of(new InetSocketAddress("::1", 80)).toString());
        assertEquals("unix:/a", ListenAddress.of(UnixDomainSocketAddress.of("/a")).toString());
        assertEquals(List.of(UnixDomainSocketAddress.of("/a")), ListenAddress.parse("unix:/a").resolve(true, true));
    }

    @Test
    void namesTheAddressWhoseHostIsUnknown() {
        String message = assertThrows(UnknownHostException.class,
                () -> ListenAddress.parse("no-such-host.invalid").resolve(true, true)).getMessage();

        assertTrue(message.startsWith("no-such-host.invalid:8080: no host of that name is known"), message);
    }
}
