package io.waitress.core.settings;

import io.waitress.core.settings.Settings.Builder;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One row of the table of settings: names, textual form, default, help. Immutable. */
public final class Setting {

    /** In the order of help and documentation. */
    private static final List<String> NAMES = List.of("host", "port", "listen", "ipv4", "ipv6", "unixSocket",
            "unixSocketPerms", "inheritedChannels", "backlog", "tlsKeystore", "tlsCertificate", "tlsKey", "tlsPassword",
            "tlsTruststore", "tlsClientAuth", "tlsHandshakeTimeout", "redirectHttp", "httpsPort", "threads",
            "virtualThreads", "handoff", "dispatchers",
            "connectionLimit", "cleanupInterval", "channelTimeout", "shutdownGrace", "channelRequestLookahead",
            "recvBytes", "inbufOverflow", "outbufOverflow", "outbufHighWatermark", "bufferMemory",
            "responseBufferSize", "maxRequestHeaderSize", "maxHeaderCount", "maxRequestBodySize", "ident", "serverName",
            "urlScheme", "urlPrefix", "exposeTracebacks", "logSocketErrors", "trustedProxy", "trustedProxyCount",
            "trustedProxyHeaders", "clearUntrustedProxyHeaders", "logUntrustedProxyHeaders");

    /** Rows that were asked for: a start pays for the settings it is given, not for all of them. */
    private static final Map<String, Setting> ROWS = new ConcurrentHashMap<>();

    /** How a setting of some type is read and written. */
    private record Access<T>(TextType<T> type, BiConsumer<Builder, T> setter, Function<Settings, T> getter) {

        void set(Builder builder, String text) {
            setter.accept(builder, type.read().apply(text));
        }

        String text(Settings settings) {
            return type.write().apply(getter.apply(settings));
        }
    }

    private final String name;
    private final String dashedName;
    private final Access<?> access;
    private final String defaultText;
    private final String help;

    /** Makes a row; without {@code defaultText}, the default is the value that an untouched builder gives. */
    private Setting(String name, Access<?> access, String defaultText, String help) {
        this.name = name;
        this.dashedName = dashed(name);
        this.access = access;
        this.defaultText = defaultText;
        this.help = help;
    }

    private static Setting row(String name) {
        return switch (name) {
            case "host" -> of(name, TextType.text(), Builder::host, Settings::host,
                    "Host name or address to listen on. Not together with --listen.");
            case "port" -> of(name, TextType.port(), Builder::port, Settings::port,
                    "TCP port to listen on, 0 for any free one. Not together with --listen.");
            case "listen" -> of(name, TextType.listOf("ADDRESS", text -> text),
                    (builder, items) -> builder.listen(items.toArray(String[]::new)),
                    settings -> settings.listen().stream().map(Object::toString).toList(),
                    "Address to listen on: HOST:PORT, [IPV6]:PORT, *:PORT or unix:PATH. May be repeated. With a "
                            + "certificate TCP speaks TLS, unless it begins with http:// as in http://*:8080.");
            case "ipv4" -> of(name, TextType.flag(),
                    Builder::ipv4, Settings::ipv4, "Let names and * give IPv4 addresses.");
            case "ipv6" -> of(name, TextType.flag(),
                    Builder::ipv6, Settings::ipv6, "Let names and * give IPv6 addresses.");
            case "unixSocket" -> of(name, TextType.path(), Builder::unixSocket, Settings::unixSocket,
                    "Unix domain socket to listen on instead of a TCP port.");
            case "unixSocketPerms" -> of(name, TextType.permissions(),
                    Builder::unixSocketPerms, Settings::unixSocketPerms,
                    "Permissions of Unix domain sockets.");
            case "inheritedChannels" -> of(name, TextType.flag(),
                    Setting::inherit, settings -> !settings.inheritedChannels().isEmpty(),
                    "Listen on the socket that the process was started with as its standard input.");
            case "backlog" -> of(name, TextType.count(), Builder::backlog, Settings::backlog,
                    "Connections that the system may hold back until they are accepted.");
            case "redirectHttp" -> of(name, TextType.listOf("ADDRESS", text -> text),
                    (builder, items) -> builder.redirectHttp(items.toArray(String[]::new)),
                    settings -> settings.redirectHttp().stream().map(Object::toString).toList(),
                    "Further address on which plain HTTP is answered by a redirect to HTTPS. May be repeated.");
            case "httpsPort" -> of(name, TextType.port(), Builder::httpsPort, Settings::httpsPort,
                    "Port of HTTPS as clients reach it, for redirects; 0 for that of the first address with TLS.");
            case "tlsKeystore" -> ofTls(name, TextType.path(), TlsSettings.Builder::keystore, TlsSettings::keystore,
                    "PKCS12 or JKS file with the server's keys and certificates; clients get the one they name, "
                            + "or the first.");
            case "tlsCertificate" -> ofTls(name, TextType.paths(),
                    (tls, files) -> tls.certificate(files.toArray(Path[]::new)), TlsSettings::certificate,
                    "PEM file with the server's certificate, followed by its issuers'. May be repeated for further "
                            + "names.");
            case "tlsKey" -> ofTls(name, TextType.paths(), (tls, files) -> tls.key(files.toArray(Path[]::new)),
                    TlsSettings::key,
                    "PEM file with the key of the --tls-certificate in the same place, if that does not have it.");
            case "tlsPassword" -> ofTls(name, TextType.text(),
                    (tls, text) -> tls.password(text.isEmpty() ? null : text), TlsSettings::password,
                    "Password of key stores and encrypted keys; better in the environment or --config.");
            case "tlsTruststore" -> ofTls(name, TextType.path(),
                    TlsSettings.Builder::truststore, TlsSettings::truststore,
                    "PKCS12, JKS or PEM file with certificates by which those of clients are trusted.");
            case "tlsClientAuth" -> ofTls(name, TextType.clientAuth(),
                    TlsSettings.Builder::clientAuth, TlsSettings::clientAuth,
                    "Whether clients are asked for a certificate: none, want or need.")
                    .withDefault("want with --tls-truststore, else none");
            case "tlsHandshakeTimeout" -> ofTls(name, TextType.seconds(),
                    TlsSettings.Builder::handshakeTimeout, TlsSettings::handshakeTimeout,
                    "Time that a client has from connecting until TLS is agreed on.");
            case "threads" -> of(name, TextType.count(), Builder::threads, Settings::threads,
                    "Greatest number of workers, the threads that run the application; see --handoff.")
                    .withDefault("4 per processor, at least 16");
            case "virtualThreads" -> of(name, TextType.flag(), Builder::virtualThreads, Settings::virtualThreads,
                    "Run the application on virtual threads, at most --threads at a time. Needs Java 21.");
            case "handoff" -> of(name, TextType.handoff(), Builder::handoff, Settings::handoff,
                    "Who runs the application: workers, or, as adaptive, a dispatcher itself while requests for the "
                            + "same path are short; it is relieved at once if one is not, so each dispatcher may run "
                            + "one request beside --threads.");
            case "dispatchers" -> of(name, TextType.count(), Builder::dispatchers, Settings::dispatchers,
                    "Threads that read requests and drain responses.").withDefault("1 per 8 processors, at least 1");
            case "connectionLimit" -> of(name, TextType.count(), Builder::connectionLimit, Settings::connectionLimit,
                    "Open connections, beyond which the longest idle one is closed or accepting pauses.");
            case "cleanupInterval" -> of(name, TextType.seconds(), Builder::cleanupInterval, Settings::cleanupInterval,
                    "Time between two searches for idle connections.");
            case "channelTimeout" -> of(name, TextType.seconds(), Builder::channelTimeout, Settings::channelTimeout,
                    "Time without a byte in either direction after which a connection is closed.");
            case "shutdownGrace" -> of(name, TextType.seconds(), Builder::shutdownGrace, Settings::shutdownGrace,
                    "Time that running requests have to finish when the server stops.");
            case "channelRequestLookahead" -> of(name, TextType.count(),
                    Builder::channelRequestLookahead, Settings::channelRequestLookahead,
                    "Further requests read from a connection while one runs; above 0, disconnects are seen early.");
            case "recvBytes" -> of(name, TextType.smallBytes(),
                    Builder::recvBytes, Settings::recvBytes, "Bytes read from a socket at once.");
            case "inbufOverflow" -> of(name, TextType.bytes(), Builder::inbufOverflow, Settings::inbufOverflow,
                    "Size beyond which a request body goes to a temporary file.");
            case "outbufOverflow" -> of(name, TextType.bytes(), Builder::outbufOverflow, Settings::outbufOverflow,
                    "Pending output beyond which it goes to a temporary file.");
            case "outbufHighWatermark" -> of(name, TextType.bytes(),
                    Builder::outbufHighWatermark, Settings::outbufHighWatermark,
                    "Pending output beyond which a writing application waits; of use above --outbuf-overflow.");
            case "bufferMemory" -> of(name, TextType.bytes(), Builder::bufferMemory, Settings::bufferMemory,
                    "Memory for request bodies and pending output of all connections; beyond it, files are used.")
                    .withDefault("an eighth of the heap");
            case "responseBufferSize" -> of(name, TextType.smallBytes(),
                    Builder::responseBufferSize, Settings::responseBufferSize,
                    "Part of a response that collects before anything is sent.");
            case "maxRequestHeaderSize" -> of(name, TextType.smallBytes(),
                    Builder::maxRequestHeaderSize, Settings::maxRequestHeaderSize,
                    "Greatest size of a request line with all header fields.");
            case "maxHeaderCount" -> of(name, TextType.count(), Builder::maxHeaderCount, Settings::maxHeaderCount,
                    "Greatest number of header fields of a request.");
            case "maxRequestBodySize" -> of(name, TextType.bytes(),
                    Builder::maxRequestBodySize, Settings::maxRequestBodySize,
                    "Greatest size of a request body.");
            case "ident" -> of(name, TextType.text(), Builder::ident, Settings::ident,
                    "Value of the Server header of responses; empty for no such header.");
            case "serverName" -> of(name, TextType.text(), Builder::serverName, Settings::serverName,
                    "Host of requests that name none, as only HTTP/1.0 allows.");
            case "urlScheme" -> of(name, TextType.text(), Builder::urlScheme, Settings::urlScheme,
                    "Scheme by which clients reach the service: http or https.");
            case "urlPrefix" -> of(name, TextType.text(), Builder::urlPrefix, Settings::urlPrefix,
                    "Path that a proxy in front has put before every path, such as /shop; slashes at its ends "
                            + "are put right.");
            case "exposeTracebacks" -> of(name, TextType.flag(), Builder::exposeTracebacks, Settings::exposeTracebacks,
                    "Show clients the stack trace of an error of the application.");
            case "logSocketErrors" -> of(name, TextType.flag(), Builder::logSocketErrors, Settings::logSocketErrors,
                    "Log when a client disconnects before it has its response.");
            case "trustedProxy" -> of(name, TextType.listOf("PEER", text -> text),
                    (builder, items) -> builder.trustedProxy(items.toArray(String[]::new)),
                    settings -> settings.trustedProxy().stream().map(Object::toString).toList(),
                    "Peer whose proxy headers are believed: an address, a range such as 10.0.0.0/8, localhost for "
                            + "Unix domain sockets, or * for everybody. May be repeated.");
            case "trustedProxyCount" -> of(name, TextType.count(),
                    Builder::trustedProxyCount, Settings::trustedProxyCount,
                    "Proxies of a chain that are believed, counted from this server.");
            case "trustedProxyHeaders" -> of(name, TextType.listOf("HEADER", ProxyHeader::parse),
                    (builder, items) -> builder.trustedProxyHeaders(items.toArray(ProxyHeader[]::new)),
                    settings -> settings.trustedProxyHeaders().stream().sorted().toList(),
                    "Header believed from a trusted proxy: forwarded, or any of x-forwarded-for, -host, -proto, "
                            + "-port, -by. May be repeated.").withDefault("x-forwarded-proto");
            case "clearUntrustedProxyHeaders" -> of(name, TextType.flag(), Builder::clearUntrustedProxyHeaders,
                    Settings::clearUntrustedProxyHeaders,
                    "Remove proxy headers that are not believed before the application sees them.");
            case "logUntrustedProxyHeaders" -> of(name, TextType.flag(), Builder::logUntrustedProxyHeaders,
                    Settings::logUntrustedProxyHeaders, "Log a warning when proxy headers are removed.");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static <T> Setting of(String name, TextType<T> type, BiConsumer<Builder, T> setter,
            Function<Settings, T> getter, String help) {
        return new Setting(name, new Access<>(type, setter, getter), null, help);
    }

    private static <T> Setting ofTls(String name, TextType<T> type, BiConsumer<TlsSettings.Builder, T> setter,
            Function<TlsSettings, T> getter, String help) {
        return of(name, type, (builder, value) -> setter.accept(builder.tls, value),
                settings -> getter.apply(settings.tls()), help);
    }

    private Setting withDefault(String description) {
        return new Setting(name, access, description, help);
    }

    private static void inherit(Builder builder, boolean inherit) {
        if (!inherit) {
            builder.inheritedChannels();
            return;
        }
        try {
            Channel channel = System.inheritedChannel();
            if (!(channel instanceof ServerSocketChannel listening)) {
                throw new IllegalArgumentException(
                        "expected the process to be started with a listening socket as its standard input");
            }
            builder.inheritedChannels(listening);
        } catch (IOException e) {
            throw new IllegalArgumentException("the inherited socket cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Returns all settings.
     *
     * @return one row for each setting of {@link Settings}
     */
    public static List<Setting> all() {
        return NAMES.stream().map(Setting::named).toList();
    }

    /**
     * Finds a setting by any spelling of its name, or null if no setting has that name.
     *
     * @param name for example {@code connectionLimit}, {@code connection-limit} or {@code connection_limit}
     * @return the setting or null
     */
    public static Setting find(String name) {
        String wanted = dashed(name.replace('_', '-'));
        for (String known : NAMES) {
            if (dashed(known).equals(wanted)) {
                return named(known);
            }
        }
        return null;
    }

    private static Setting named(String name) {
        return ROWS.computeIfAbsent(name, Setting::row);
    }

    /** Turns {@code connectionLimit} into {@code connection-limit}; a name with dashes stays as it is. */
    private static String dashed(String name) {
        StringBuilder dashed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            char before = i == 0 ? '-' : name.charAt(i - 1);
            if (capital && (before >= 'a' && before <= 'z' || before >= '0' && before <= '9')) {
                dashed.append('-');
            }
            dashed.append(c);
        }
        return dashed.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the name in Java.
     *
     * @return for example {@code connectionLimit}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the name on the command line and in property files.
     *
     * @return for example {@code connection-limit}
     */
    public String dashedName() {
        return dashedName;
    }

    /**
     * Returns the name of the environment variable.
     *
     * @return for example {@code WAITRESS_CONNECTION_LIMIT}
     */
    public String environmentName() {
        return SettingsText.ENVIRONMENT_PREFIX + dashedName.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * Returns the option as help shows it.
     *
     * @return for example {@code --connection-limit=COUNT} or {@code --[no-]ipv6}
     */
    public String option() {
        return flag() ? "--[no-]" + dashedName : "--" + dashedName + "=" + access.type.valueName();
    }

    /**
     * Tells whether the setting is on or off.
     *
     * @return true if its option needs no value
     */
    public boolean flag() {
        return access.type.isFlag();
    }

    /**
     * Tells whether giving the setting again adds to it.
     *
     * @return true if it is a list
     */
    public boolean repeatable() {
        return access.type.list();
    }

    /**
     * Returns the default for reading: the value as text, or how it comes about if that depends on the machine.
     *
     * @return the default, possibly empty
     */
    public String defaultText() {
        return defaultText == null ? access.text(Settings.builder().build()) : defaultText;
    }

    /**
     * Returns what the setting is for.
     *
     * @return one or two sentences
     */
    public String help() {
        return help;
    }

    /**
     * Returns the value of this setting as text.
     *
     * @param settings holds the value
     * @return the text, empty if the value is null
     */
    public String text(Settings settings) {
        return access.text(settings);
    }

    /**
     * Sets this setting.
     *
     * @param builder changed
     * @param text the value in its textual form
     * @throws IllegalArgumentException if the text is not of that form; the message says what was expected. Ranges
     *     are checked by {@link Settings.Builder#build()}
     */
    public void set(Settings.Builder builder, String text) {
        try {
            access.set(builder, text);
        } catch (IllegalArgumentException e) {
            throw access.type.number() == null ? e : new IllegalArgumentException(expectedNumber(), e);
        }
    }

    /** Returns the text for two values given one after the other; the setting is repeatable. */
    String joined(String one, String other) {
        return one + access.type.separator() + other;
    }

    /** Says which texts are accepted, if the setting is a number. */
    String expectedNumber() {
        NumberRange range = NumberRange.of(name);
        return "expected " + access.type.number() + ", " + range + access.type.example();
    }

    @Override
    public String toString() {
        return dashedName;
    }
}
