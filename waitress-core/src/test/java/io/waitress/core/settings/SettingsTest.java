package io.waitress.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void hasDefaultsOfWaitress() {
        Settings defaults = Settings.builder().build();

        assertEquals("0.0.0.0", defaults.host());
        assertEquals(8080, defaults.port());
        assertEquals("[0.0.0.0:8080]", defaults.listen().toString());
        assertTrue(defaults.ipv4());
        assertTrue(defaults.ipv6());
        assertNull(defaults.unixSocket());
        assertEquals(PosixFilePermissions.fromString("rw-------"), defaults.unixSocketPerms());
        assertEquals(List.of(), defaults.inheritedChannels());
        assertEquals(1024, defaults.backlog());
        assertEquals(1_048_576, defaults.outbufOverflow());
        assertEquals(16_777_216, defaults.outbufHighWatermark());
        assertEquals(Duration.ofSeconds(30), defaults.cleanupInterval());
        assertEquals(Duration.ofSeconds(120), defaults.channelTimeout());
        assertTrue(defaults.logSocketErrors());
        assertEquals(262_144, defaults.maxRequestHeaderSize());
        assertEquals(1_073_741_824, defaults.maxRequestBodySize());
        assertFalse(defaults.exposeTracebacks());
        assertEquals("waitress", defaults.ident());
        assertEquals("http", defaults.urlScheme());
        assertEquals("", defaults.urlPrefix());
        assertEquals("waitress.invalid", defaults.serverName());
        assertEquals(0, defaults.channelRequestLookahead());
        assertEquals(List.of(), defaults.proxy().trusted());
        assertEquals(1, defaults.proxy().count());
        assertEquals(Set.of(), defaults.proxy().headers());
        assertTrue(defaults.proxy().clearUntrusted());
        assertFalse(defaults.proxy().logUntrusted());
    }

    @Test
    void hasDefaultsOfItsOwn() {
        Settings defaults = Settings.builder().build();

        assertEquals(Math.max(16, 4 * PROCESSORS), defaults.threads());
        assertEquals(1000, defaults.connectionLimit());
        assertEquals(Math.max(1, PROCESSORS / 8), defaults.dispatchers());
        assertFalse(defaults.virtualThreads());
        assertEquals(Handoff.ADAPTIVE, defaults.handoff());
        assertEquals(65_536, defaults.recvBytes());
        assertEquals(4_194_304, defaults.inbufOverflow());
        assertEquals(Runtime.getRuntime().maxMemory() / 8, defaults.bufferMemory());
        assertEquals(8192, defaults.responseBufferSize());
        assertEquals(Duration.ofSeconds(10), defaults.shutdownGrace());
        assertEquals(100, defaults.maxHeaderCount());
        assertFalse(defaults.tls().enabled());
        assertEquals(TlsClientAuth.NONE, defaults.tls().clientAuth());
        assertEquals(Duration.ofSeconds(10), defaults.tls().handshakeTimeout());
        assertEquals(List.of(), defaults.redirectHttp());
        assertEquals(0, defaults.httpsPort());
    }

    @Test
    void listensWhereItIsTold() {
        assertEquals("[*:0]", Settings.builder().host("*").port(0).build().listen().toString());
        assertEquals("[[::1]:8080]", Settings.builder().host("::1").build().listen().toString());
        assertEquals("[[::1]:8080]", Settings.builder().host("[::1]").build().listen().toString());
        assertEquals("[a:1, unix:/tmp/x]",
                Settings.builder().listen("a:1", "unix:/tmp/x").build().listen().toString());
        assertEquals("[unix:/tmp/x]", Settings.builder().unixSocket(Path.of("/tmp/x")).build().listen().toString());
    }

    @Test
    void trustsProtoUnlessTold() {
        assertEquals(Set.of(ProxyHeader.X_FORWARDED_PROTO),
                Settings.builder().proxy(proxy -> proxy.trusted("127.0.0.1")).build().proxy().headers());
        assertEquals(Set.of(ProxyHeader.FORWARDED), Settings.builder().proxy(proxy -> proxy.trusted("127.0.0.1"))
                .proxy(proxy -> proxy.headers(ProxyHeader.FORWARDED, ProxyHeader.FORWARDED)).build().proxy().headers());
    }

    @Test
    void adjustsTexts() {
        assertEquals("/a/b", Settings.builder().urlPrefix(" ///a/b// ").build().urlPrefix());
        assertEquals("", Settings.builder().urlPrefix("/").build().urlPrefix());
        assertEquals("https", Settings.builder().urlScheme("HTTPS").build().urlScheme());
        assertEquals("", Settings.builder().ident("").build().ident());
        assertEquals("", Settings.builder().ident(null).build().ident());
    }

    @Test
    void takesShortTimes() {
        Settings settings =
                Settings.builder().channelTimeout(Duration.ofMillis(1)).shutdownGrace(Duration.ZERO).build();

        assertEquals(Duration.ofMillis(1), settings.channelTimeout());
        assertEquals(Duration.ZERO, settings.shutdownGrace());
    }

    @Test
    void tellsAllErrorsAtOnce() {
        SettingsException e = assertThrows(SettingsException.class, () -> Settings.builder().threads(0).port(70_000)
                .cleanupInterval(Duration.ZERO).urlScheme("ftp").proxy(proxy -> proxy.trusted("nowhere")).build());

        assertEquals("""
                port: "70000": expected 0 to 65535
                threads: "0": expected 1 to 100000
                cleanupInterval: "PT0S": expected 1 millisecond to 365 days
                urlScheme: "ftp": expected http or https
                trustedProxy: "nowhere": expected an IP address, a range such as 10.0.0.0/8, * or localhost \
                (Unix domain sockets)""", e.getMessage());
        assertEquals(5, e.errors().size());
    }

    private static final Path KEYS = Path.of("/tmp/keys");

    static List<Arguments> outOfRange() {
        Duration second = Duration.ofSeconds(1);
        return List.of(
                refused("port", b -> b.port(-1)), refused("port", b -> b.port(65536)),
                refused("host", b -> b.host("")), refused("host", b -> b.host("a b")),
                refused("host", b -> b.host("1::2::3")), refused("listen", b -> b.listen("a:99999")),
                refused("ipv6", b -> b.ipv4(false).ipv6(false)), refused("backlog", b -> b.backlog(0)),
                refused("threads", b -> b.threads(100_001)), refused("dispatchers", b -> b.dispatchers(0)),
                refused("connectionLimit", b -> b.connectionLimit(0)),
                refused("channelRequestLookahead", b -> b.channelRequestLookahead(-1)),
                refused("recvBytes", b -> b.recvBytes(511)), refused("inbufOverflow", b -> b.inbufOverflow(-1)),
                refused("outbufOverflow", b -> b.outbufOverflow(-1)),
                refused("outbufHighWatermark", b -> b.outbufHighWatermark(0)),
                refused("bufferMemory", b -> b.bufferMemory(-1)),
                refused("responseBufferSize", b -> b.responseBufferSize(-1)),
                refused("maxRequestHeaderSize", b -> b.maxRequestHeaderSize(63)),
                refused("maxHeaderCount", b -> b.maxHeaderCount(0)),
                refused("maxRequestBodySize", b -> b.maxRequestBodySize(-1)),
                refused("cleanupInterval", b -> b.cleanupInterval(Duration.ZERO)),
                refused("channelTimeout", b -> b.channelTimeout(second.negated())),
                refused("channelTimeout", b -> b.channelTimeout(Duration.ofDays(366))),
                refused("shutdownGrace", b -> b.shutdownGrace(second.negated())),
                refused("tlsProtocols", b -> b.tls(tls -> tls.keystore(KEYS).protocols("TLSv1.3", "TLSv1.1"))),
                refused("tlsCiphers", b -> b.tls(tls -> tls.keystore(KEYS).ciphers("TLS_AES_128_GCM_SHA256", "AES128-SHA"))),
                refused("tlsCiphers", b -> b.tls(tls -> tls.keystore(KEYS).ciphers("TLS_AES_128_GCM_SHA256"))),
                refused("tlsCiphers", b -> b.tls(tls -> tls.keystore(KEYS).protocols("TLSv1.3")
                        .ciphers("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))),
                refused("tlsHandshakeTimeout", b -> b.tls(tls -> tls.handshakeTimeout(Duration.ZERO))),
                refused("ident", b -> b.ident("a\r\nb")), refused("ident", b -> b.ident(" a")),
                refused("serverName", b -> b.serverName("a b")), refused("serverName", b -> b.serverName("*")),
                refused("urlPrefix", b -> b.urlPrefix("/a?b")), refused("urlPrefix", b -> b.urlPrefix("/a b")),
                refused("trustedProxyCount", b -> b.proxy(proxy -> proxy.trusted("*")).proxy(proxy -> proxy.count(0))));
    }

    static List<Arguments> contradictory() {
        Path path = Path.of("/tmp/x");
        return List.of(
                refused("listen", b -> b.listen("*:1").host("a")), refused("listen", b -> b.listen("*:1").port(1)),
                refused("unixSocket", b -> b.unixSocket(path).host("a")),
                refused("unixSocket", b -> b.unixSocket(path).port(1)),
                refused("unixSocket", b -> b.unixSocket(path).listen("a")),
                refused("trustedProxyCount", b -> b.proxy(proxy -> proxy.count(1))),
                refused("trustedProxyHeaders", b -> b.proxy(proxy -> proxy.headers(ProxyHeader.FORWARDED))),
                refused("trustedProxyHeaders", b -> b.proxy(proxy -> proxy.trusted("*"))
                        .proxy(proxy -> proxy.headers(ProxyHeader.FORWARDED, ProxyHeader.X_FORWARDED_FOR))),
                refused("tlsKeystore", b -> b.tls(tls -> tls.keystore(path).certificate(path))),
                refused("tlsKey", b -> b.tls(tls -> tls.key(path))),
                refused("tlsKey", b -> b.tls(tls -> tls.certificate(path, path).key(path))),
                refused("tlsTruststore", b -> b.tls(tls -> tls.truststore(path))),
                refused("tlsProtocols", b -> b.tls(tls -> tls.protocols("TLSv1.3"))),
                refused("tlsCiphers", b -> b.tls(tls -> tls.ciphers("TLS_AES_128_GCM_SHA256"))),
                refused("tlsClientAuth", b -> b.tls(tls -> tls.keystore(path).clientAuth(TlsClientAuth.NEED))),
                refused("listen", b -> b.listen("https://*:1")),
                refused("httpsPort", b -> b.httpsPort(65_536)),
                refused("redirectHttp", b -> b.redirectHttp("*:80")),
                refused("requestIdHeader", b -> b.management(it -> it.requestIdHeader("X Id"))),
                refused("requestIdHeader", b -> b.management(it -> it.requestIdHeader("X_Id:"))),
                refused("requestIdHeader", b -> b.management(it -> it.requestIdHeader("X-Forwarded-For"))),
                refused("requestIdHeader", b -> b.management(it -> it.requestIdHeader("content-length"))),
                refused("metricsPath", b -> b.management(it -> it.metricsPath("metrics"))),
                refused("metricsPath", b -> b.management(it -> it.metricsPath("/a?b"))),
                refused("metricsPath", b -> b.management(it -> it.metricsPath("/a").healthPath("/a"))),
                refused("metricsPath", b -> b.management(it -> it.metricsPath("/a").readyPath("/a"))),
                refused("managementListen", b -> b.management(it -> it.managementListen("*:1"))),
                refused("managementListen",
                        b -> b.management(it -> it.metricsPath("/a").managementListen("https://*:1"))),
                refused("managementListen", b -> b.management(it -> it.metricsPath("/a").managementListen("a:b"))),
                refused("redirectHttp",
                        b -> b.listen("http://*:1").redirectHttp("*:80").tls(tls -> tls.keystore(path))),
                refused("redirectHttp", b -> b.unixSocket(path).redirectHttp("*:80").tls(tls -> tls.keystore(path))),
                refused("redirectHttp", b -> b.redirectHttp("https://*:80").tls(tls -> tls.keystore(path))),
                refused("redirectHttp", b -> b.redirectHttp("a:b").tls(tls -> tls.keystore(path))),
                refused("logUntrustedProxyHeaders",
                        b -> b.proxy(proxy -> proxy.logUntrusted(true)).proxy(proxy -> proxy.clearUntrusted(false))));
    }

    private static Arguments refused(String setting, UnaryOperator<Settings.Builder> change) {
        return Arguments.of(setting, change);
    }

    @ParameterizedTest
    @MethodSource({"outOfRange", "contradictory"})
    void refuses(String setting, UnaryOperator<Settings.Builder> change) {
        Settings.Builder builder = change.apply(Settings.builder());

        SettingsException e = assertThrows(SettingsException.class, builder::build);

        assertEquals(1, e.errors().size(), e.getMessage());
        assertTrue(e.getMessage().startsWith(setting + ": "), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "port", "listen", "unixSocket"})
    void refusesInheritedChannelsTogetherWith(String other) throws Exception {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            Settings.Builder builder = Settings.builder().inheritedChannels(channel);
            assertEquals(List.of(), builder.build().listen());
            Setting.find(other).set(builder, other.equals("port") ? "1" : "/tmp".repeat(other.length() / 10) + "x");

            SettingsException e = assertThrows(SettingsException.class, builder::build);

            assertTrue(e.getMessage().startsWith("inheritedChannels: "), e.getMessage());
            assertTrue(e.getMessage().endsWith("may not be set together with " + other), e.getMessage());
        }
    }

    @Test
    void laterChangesOfBuilderDoNotReachSettings() {
        Settings.Builder builder = Settings.builder().listen("a:1").proxy(proxy -> proxy.trusted("*"));
        Settings settings = builder.build();

        builder.listen("b:2", "c:3").proxy(proxy -> proxy.trusted());

        assertEquals("[a:1]", settings.listen().toString());
        assertEquals("[*]", settings.proxy().trusted().toString());
    }
}
