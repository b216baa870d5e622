package io.waitress.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTextTest {

    private final SettingsText text = new SettingsText();

    private static Set<String> publicMethods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName).collect(Collectors.toCollection(HashSet::new));
    }

    private void options(String... arguments) {
        List<String> list = List.of(arguments);
        for (int i = 0; i < list.size();) {
            int used = text.option(list, i);
            assertTrue(used > 0, list.get(i));
            i += used;
        }
    }

    private Settings built() {
        return text.build();
    }

    private String errorOf(Runnable action) {
        return assertThrows(SettingsException.class, action::run).getMessage();
    }

    @Test
    void namesExactlyTheSettingsThereAre() {
        Set<String> table = Setting.all().stream().map(Setting::name).collect(Collectors.toSet());
        Set<String> builder = withGroups(publicMethods(Settings.Builder.class),
                publicMethods(TlsSettings.Builder.class), publicMethods(ProxySettings.Builder.class));
        builder.removeAll(Set.of("admission", "management"));
        builder.addAll(publicMethods(AdmissionSettings.Builder.class));
        builder.addAll(publicMethods(ManagementSettings.Builder.class));
        builder.remove("build");
        Set<String> settings = withGroups(publicMethods(Settings.class), publicMethods(TlsSettings.class),
                publicMethods(ProxySettings.class));
        settings.remove("tlsEnabled"); // follows from others
        settings.removeAll(Set.of("admission", "management"));
        settings.addAll(publicMethods(AdmissionSettings.class));
        settings.addAll(publicMethods(ManagementSettings.class));

        assertEquals(settings, table);
        assertEquals(builder, table);
        assertEquals(table.size(), Setting.all().size());
    }

    private static Set<String> withGroups(Set<String> names, Set<String> ofTls, Set<String> ofProxy) {
        names.remove("tls");
        ofTls.forEach(name -> names.add("tls" + Character.toUpperCase(name.charAt(0)) + name.substring(1)));
        names.remove("proxy");
        ofProxy.forEach(name -> names.add(switch (name) {
            case "trusted" -> "trustedProxy";
            case "clearUntrusted", "logUntrusted" -> name + "ProxyHeaders";
            default -> "trustedProxy" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }));
        return names;
    }

    /** Another value than the default for every setting, with what must go beside it. */
    private static final Map<String, String> SAMPLES = Map.ofEntries(
            Map.entry("host", "127.0.0.1"), Map.entry("port", "0"), Map.entry("listen", "127.0.0.1:1 [::1]:2 unix:/a"),
            Map.entry("ipv4", "false"), Map.entry("ipv6", "false"), Map.entry("unixSocket", "/tmp/a.sock"),
            Map.entry("unixSocketPerms", "664"), Map.entry("backlog", "7"), Map.entry("threads", "3"),
            Map.entry("virtualThreads", "true"), Map.entry("handoff", "workers"),
            Map.entry("dispatchers", "77"), Map.entry("connectionLimit", "5"),
            Map.entry("cleanupInterval", "6"), Map.entry("channelTimeout", "7"), Map.entry("shutdownGrace", "8"),
            Map.entry("channelRequestLookahead", "9"), Map.entry("recvBytes", "1024"),
            Map.entry("inbufOverflow", "5000000000"), Map.entry("outbufOverflow", "5000000001"),
            Map.entry("outbufHighWatermark", "5000000002"), Map.entry("responseBufferSize", "12"),
            Map.entry("bufferMemory", "5000000004"),
            Map.entry("maxRequestHeaderSize", "1313"), Map.entry("maxHeaderCount", "14"),
            Map.entry("maxRequestBodySize", "5000000003"), Map.entry("ident", "me"), Map.entry("serverName", "here"),
            Map.entry("urlScheme", "https"), Map.entry("urlPrefix", "/p"), Map.entry("exposeTracebacks", "true"),
            Map.entry("logSocketErrors", "false"), Map.entry("trustedProxy", "10.0.0.0/8 ::1"),
            Map.entry("trustedProxyCount", "2"),
            Map.entry("trustedProxyHeaders", "x-forwarded-for x-forwarded-proto"),
            Map.entry("clearUntrustedProxyHeaders", "false"), Map.entry("logUntrustedProxyHeaders", "true"),
            Map.entry("redirectHttp", "127.0.0.1:80 [::1]:80"), Map.entry("httpsPort", "8443"),
            Map.entry("connectionLimitPerAddress", "16"), Map.entry("headerTimeout", "17"),
            Map.entry("queueTimeout", "18"), Map.entry("minReceiveRate", "19"), Map.entry("minSendRate", "20"),
            Map.entry("healthPath", "/healthz"), Map.entry("readyPath", "/readyz"), Map.entry("shutdownDelay", "21"),
            Map.entry("metricsPath", "/metrics"), Map.entry("jmx", "true"),
            Map.entry("stuckRequestThreshold", "22"),
            Map.entry("requestIdHeader", "X-Request-Id"),
            Map.entry("managementListen", "127.0.0.1:9 unix:/m"),
            Map.entry("accessLog", "/var/log/a b"), Map.entry("accessLogFormat", "%h \"%r\" %{X-Y}i"),
            Map.entry("tlsKeystore", "/etc/a b.p12"),
            Map.entry("tlsCertificate", "/etc/a b.pem, c.pem"), Map.entry("tlsKey", "/etc/a b.key, c.key"),
            Map.entry("tlsPassword", "secret"), Map.entry("tlsTruststore", "/etc/t.p12"),
            Map.entry("tlsClientAuth", "need"), Map.entry("tlsProtocols", "TLSv1.2"),
            Map.entry("tlsCiphers", "TLS_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry("tlsHandshakeTimeout", "15"));

    @Test
    void setsWhatItNames() {
        Settings defaults = Settings.builder().build();
        for (Setting setting : Setting.all()) {
            if (setting.name().equals("inheritedChannels")) {
                continue; // needs a process that inherited one
            }
            String sample = SAMPLES.get(setting.name());
            Settings.Builder builder = Settings.builder();
            prepare(setting.name(), builder);
            setting.set(builder, sample);
            Settings settings = builder.build();

            assertEquals(sample, setting.text(settings), setting.name());
            Set<String> changed = Setting.all().stream().filter(s -> !s.text(settings).equals(s.text(defaults)))
                    .map(Setting::name).collect(Collectors.toCollection(HashSet::new));
            changed.removeAll(switch (setting.name()) {
                case "host", "port", "unixSocket" -> Set.of("listen");
                case "trustedProxy" -> Set.of("trustedProxyHeaders");
                case "shutdownDelay", "managementListen" -> Set.of("readyPath");
                case "trustedProxyCount" -> Set.of("trustedProxy", "trustedProxyHeaders");
                case "trustedProxyHeaders" -> Set.of("trustedProxy");
                case "redirectHttp", "tlsProtocols", "tlsCiphers" -> Set.of("tlsKeystore");
                case "tlsKey" -> Set.of("tlsCertificate");
                case "tlsTruststore", "tlsClientAuth" -> Set.of("tlsKeystore", "tlsTruststore", "tlsClientAuth");
                default -> Set.of();
            });
            changed.add(setting.name());
            assertEquals(Set.of(setting.name()), changed);
        }
    }

    /** Sets what a setting cannot be without. */
    private static void prepare(String setting, Settings.Builder builder) {
        switch (setting) {
            case "trustedProxyCount", "trustedProxyHeaders" -> builder.proxy(proxy -> proxy.trusted("*"));
            case "redirectHttp", "tlsTruststore", "tlsProtocols", "tlsCiphers" ->
                builder.tls(tls -> tls.keystore(Path.of("a")));
            case "tlsClientAuth" -> builder.tls(tls -> tls.keystore(Path.of("a")).truststore(Path.of("b")));
            case "tlsKey" -> builder.tls(tls -> tls.certificate(Path.of("a"), Path.of("b")));
            case "shutdownDelay", "managementListen" -> builder.management(management -> management.readyPath("/readyz"));
            default -> { }
        }
    }

    @Test
    void readsItsOwnDefaults() {
        Settings defaults = Settings.builder().build();
        for (Setting setting : Setting.all()) {
            Settings.Builder builder = Settings.builder();
            if (setting.name().equals("tlsProtocols") || setting.name().equals("tlsCiphers")) {
                prepare(setting.name(), builder);
            }
            if (!setting.name().equals("trustedProxyCount")) {
                setting.set(builder, setting.text(defaults));
            }
            assertEquals(setting.text(defaults), setting.text(builder.build()), setting.name());
        }
    }

    @Test
    void spellsNamesForEachSource() {
        Setting setting = Setting.find("connectionLimit");

        assertEquals("connection-limit", setting.dashedName());
        assertEquals("WAITRESS_CONNECTION_LIMIT", setting.environmentName());
        assertEquals("--connection-limit=COUNT", setting.option());
        assertSame(setting, Setting.find("connection-limit"));
        assertSame(setting, Setting.find("connection_limit"));
        assertNull(Setting.find("connection limit"));
        assertEquals("--[no-]ipv6", Setting.find("ipv6").option());
        assertEquals("--recv-bytes=BYTES", Setting.find("recvBytes").option());
    }

    @Test
    void readsOptions() {
        options("--threads=3", "--port", "0", "--no-ipv6", "--expose-tracebacks", "--log-socket-errors=no", "--ident=",
                "--threads", "4");

        Settings settings = built();

        assertEquals(4, settings.threads());
        assertEquals(0, settings.port());
        assertFalse(settings.ipv6());
        assertTrue(settings.exposeTracebacks());
        assertFalse(settings.logSocketErrors());
        assertEquals("", settings.ident());
    }

    @Test
    void addsRepeatedOptionsOfLists() {
        options("--listen=a:1", "--listen", "[::1]:2 b", "--trusted-proxy=10.0.0.0/8,::1",
                "--trusted-proxy-headers=X-Forwarded-For", "--trusted-proxy-headers=x-forwarded-host");

        Settings settings = built();

        assertEquals("[a:1, [::1]:2, b:8080]", settings.listen().toString());
        assertEquals("[10.0.0.0/8, ::1]", settings.proxy().trusted().toString());
        assertEquals(Set.of(ProxyHeader.X_FORWARDED_FOR, ProxyHeader.X_FORWARDED_HOST), settings.proxy().headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.war", "-x", "--", "--nothing", "--nothing=1", "--no-threads", "--no-nothing",
            "--Threads=1", "--recvBytes=1", "--recv_bytes=1"})
    void leavesOtherArgumentsAlone(String argument) {
        assertEquals(0, text.option(List.of(argument), 0));
    }

    @Test
    void refusesOptionsWithoutOrWithValue() {
        assertEquals("--threads: needs a value, as in --threads=COUNT",
                errorOf(() -> text.option(List.of("--threads"), 0)));
        assertEquals("--threads: needs a value, as in --threads=COUNT",
                errorOf(() -> text.option(List.of("--threads", "--port"), 0)));
        assertEquals("--no-ipv6=true: --no-ipv6 takes no value",
                errorOf(() -> text.option(List.of("--no-ipv6=true"), 0)));
    }

    @Test
    void tellsAllErrorsInTheWordsOfTheUser() {
        options("--threads=many", "--backlog", "1k");
        text.environment(Map.of("WAITRESS_IPV6", "maybe", "PATH", "/bin", "WAITRESS_SERVICE_HOST", "10.0.0.1"));
        text.properties(
                Map.of("recv_bytes", "12q", "unixSocketPerms", "888", "trusted-proxy-headers", "host"), "w.conf");

        assertEquals("""
                --threads=many: expected a whole number, 1 to 100000
                --backlog 1k: expected a whole number, 1 or more
                WAITRESS_IPV6=maybe: expected true or false
                w.conf: recv_bytes=12q: expected a number of bytes, 512 to 16777216, such as 65536, 64k, 16m or 1g
                w.conf: trusted-proxy-headers=host: expected one of forwarded, x-forwarded-by, \
                x-forwarded-for, x-forwarded-host, x-forwarded-port, x-forwarded-proto
                w.conf: unixSocketPerms=888: expected three octal digits, such as 600""",
                errorOf(this::built));
    }

    @Test
    void prefersOptionThenEnvironmentThenFile() {
        text.properties(Map.of("threads", "1", "backlog", "1", "recvBytes", " 1024 "), "f");
        options("--threads=3");
        text.environment(Map.of("WAITRESS_THREADS", "2", "WAITRESS_BACKLOG", "2"));

        Settings settings = built();

        assertEquals(3, settings.threads());
        assertEquals(2, settings.backlog());
        assertEquals(1024, settings.recvBytes());
    }

    @Test
    void replacesListsOfLesserSources() {
        text.properties(Map.of("listen", "a:1"), "f");
        options("--listen=b:2");

        assertEquals("[b:2]", built().listen().toString());
    }

    @Test
    void givesWayToWhereAnOptionSaysToListen() {
        text.properties(Map.of("listen", "a:1"), "f");
        options("--port=0");

        assertEquals("[0.0.0.0:0]", built().listen().toString());
    }

    @Test
    void combinesHostAndPortOfDifferentSources() {
        text.properties(Map.of("host", "::1"), "f");
        options("--port=0");

        assertEquals("[[::1]:0]", built().listen().toString());
    }

    @Test
    void doesNotHideContradictionsWithinOneSource() {
        options("--port=0", "--listen=a:1");

        assertEquals("--listen=a:1: may not be set together with --port", errorOf(this::built));
    }

    @Test
    void tellsRangesInTheWordsOfTheUser() {
        options("--backlog=0", "--listen=[::1]:1 ::zz::");
        text.environment(Map.of("WAITRESS_URL_SCHEME", "ftp", "WAITRESS_CHANNEL_TIMEOUT", "0"));
        text.properties(Map.of("threads", "0", "maxHeaderCount", "10s", "trusted-proxy-count", "2"), "w.conf");

        assertEquals("w.conf: maxHeaderCount=10s: expected a whole number, 1 to 100000", errorOf(this::built));

        options("--max-header-count=10");
        assertEquals("""
                --listen=[::1]:1 ::zz::: "::zz::": an IPv6 address needs brackets, as in [::1]:8080
                --backlog=0: expected a whole number, 1 or more
                w.conf: threads=0: expected a whole number, 1 to 100000
                WAITRESS_CHANNEL_TIMEOUT=0: expected a whole number of seconds, 1 to 31536000
                WAITRESS_URL_SCHEME=ftp: expected http or https
                w.conf: trusted-proxy-count=2: has no meaning without trusted-proxy""", errorOf(this::built));
    }

    @Test
    void namesContradictionsWhereTheyWereGiven() {
        options("--log-untrusted-proxy-headers");
        text.environment(Map.of("WAITRESS_CLEAR_UNTRUSTED_PROXY_HEADERS", "no"));

        assertEquals("--log-untrusted-proxy-headers: has no meaning without WAITRESS_CLEAR_UNTRUSTED_PROXY_HEADERS",
                errorOf(this::built));
    }

    @Test
    void writesHelpAndDefaultsInAscii() {
        for (Setting setting : Setting.all()) {
            assertTrue((setting.help() + setting.defaultText()).chars().allMatch(c -> c < 0x7f), setting.name());
        }
    }

    @Test
    void knowsTheRangeOfEveryNumber() {
        for (Setting setting : Setting.all()) {
            boolean number = setting.option().matches(".*=(COUNT|PORT|BYTES|SECONDS)");
            assertEquals(number, NumberRange.of(setting.name()) != null, setting.name());
        }
    }

    @Test
    void returnsUnknownPropertiesAndRefusesDoubleOnes() {
        assertEquals(List.of("app", "thread"),
                text.properties(Map.of("thread", "1", "threads", "2", "app", "x"), "f"));
        assertEquals("f: recv-bytes and recvBytes are the same setting",
                errorOf(() -> text.properties(new HashMap<>(Map.of("recv-bytes", "1", "recvBytes", "2")), "f")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 65536", "64k, 65536", "16M, 16777216", "2g, 2147483648",
            "9223372036854775807, 9223372036854775807", "8388607m, 8796091973632"})
    void readsBytes(String bytes, String expected) {
        Settings.Builder builder = Settings.builder();

        Setting.find("inbufOverflow").set(builder, bytes);

        assertEquals(Long.parseLong(expected), builder.build().inbufOverflow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5m", "0x10", "1kb", " 1", "9223372036854775808", "9007199254740992k",
            "99999999999999999999g", "\u0661"})
    void refusesOtherBytes(String bytes) {
        assertThrows(IllegalArgumentException.class,
                () -> Setting.find("inbufOverflow").set(Settings.builder(), bytes));
    }

    @Test
    void refusesBytesBeyondRangeOfSetting() {
        assertThrows(IllegalArgumentException.class,
                () -> Setting.find("recvBytes").set(Settings.builder(), "2g"));
    }

    @ParameterizedTest
    @CsvSource({"600, rw-------", "0600, rw-------", "777, rwxrwxrwx", "000, ---------", "421, r---w---x"})
    void readsPermissions(String octal, String expected) {
        Settings.Builder builder = Settings.builder();

        Setting.find("unixSocketPerms").set(builder, octal);

        assertEquals(PosixFilePermissions.fromString(expected),
                builder.build().unixSocketPerms());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "tlsCertificate: /a: no such file | --tls-certificate: /a: no such file",
        "tlsKey: expected what tlsCertificate has | --tls-key: expected what --tls-certificate has",
        "tlsKeystore: /a: set tlsPassword; x | WAITRESS_TLS_KEYSTORE: /a: set WAITRESS_TLS_PASSWORD; x",
        "tlsTruststore (tlsPassword) | tls-truststore (tls-password)",
        "threads: listen port | threads: listen port",
        "noSetting /tlsKey/tlsKey.pem tlsKey- a.tlsKey tlskey tls-key | noSetting /tlsKey/tlsKey.pem tlsKey- a.tlsKey"
                + " tlskey tls-key",
    })
    void tellsMessagesInTheWordsOfTheUser(String message, String expected) {
        text.option(List.of("--tls-certificate=a.pem"), 0);
        text.environment(Map.of("WAITRESS_TLS_KEYSTORE", "a"));
        text.properties(Map.of("tls-truststore", "b"), "f");

        assertEquals(expected, text.inWordsOfTheUser(message));
    }

    @Test
    void describesEverySettingInSentences() {
        for (Setting setting : Setting.all()) {
            assertTrue(setting.help().endsWith("."), setting.name());
        }
    }
}
