package io.waitress.core.settings;

import static io.waitress.core.settings.TextType.BYTES;
import static io.waitress.core.settings.TextType.COUNT;
import static io.waitress.core.settings.TextType.FLAG;
import static io.waitress.core.settings.TextType.HANDOFF;
import static io.waitress.core.settings.TextType.PATH;
import static io.waitress.core.settings.TextType.PERMISSIONS;
import static io.waitress.core.settings.TextType.PORT;
import static io.waitress.core.settings.TextType.SECONDS;
import static io.waitress.core.settings.TextType.SMALL_BYTES;
import static io.waitress.core.settings.TextType.TEXT;

import io.waitress.core.settings.Settings.Builder;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One row of the table of settings: names, textual form, default, help. Immutable. */
public final class Setting {

    private static final Settings DEFAULTS = Settings.builder().build();

    private static final List<Setting> TABLE = List.of(
            of("host", TEXT, Builder::host, Settings::host,
                    "Host name or address to listen on. Not together with --listen."),
            of("port", PORT, Builder::port, Settings::port,
                    "TCP port to listen on, 0 for any free one. Not together with --listen."),
            of("listen", TextType.listOf("ADDRESS", text -> text),
                    (builder, items) -> builder.listen(items.toArray(String[]::new)),
                    settings -> settings.listen().stream().map(Object::toString).toList(),
                    "Address to listen on: HOST:PORT, [IPV6]:PORT, *:PORT or unix:PATH. May be repeated."),
            of("ipv4", FLAG, Builder::ipv4, Settings::ipv4, "Let names and * give IPv4 addresses."),
            of("ipv6", FLAG, Builder::ipv6, Settings::ipv6, "Let names and * give IPv6 addresses."),
            of("unixSocket", PATH, Builder::unixSocket, Settings::unixSocket,
                    "Unix domain socket to listen on instead of a TCP port."),
            of("unixSocketPerms", PERMISSIONS, Builder::unixSocketPerms, Settings::unixSocketPerms,
                    "Permissions of Unix domain sockets."),
            of("inheritedChannels", FLAG, Setting::inherit, settings -> !settings.inheritedChannels().isEmpty(),
                    "Listen on the socket that the process was started with as its standard input."),
            of("backlog", COUNT, Builder::backlog, Settings::backlog,
                    "Connections that the system may hold back until they are accepted."),
            of("threads", COUNT, Builder::threads, Settings::threads,
                    "Greatest number of threads that run the application.")
                    .withDefault("4 per processor, at least 16"),
            of("virtualThreads", FLAG, Builder::virtualThreads, Settings::virtualThreads,
                    "Run the application on virtual threads, at most --threads at a time. Needs Java 21."),
            of("handoff", HANDOFF, Builder::handoff, Settings::handoff,
                    "Who runs the application: workers, or, as adaptive, a dispatcher itself while requests for the "
                            + "same path are short; it is relieved at once if one is not."),
            of("dispatchers", COUNT, Builder::dispatchers, Settings::dispatchers,
                    "Threads that read requests and drain responses.").withDefault("1 per 8 processors, at least 1"),
            of("connectionLimit", COUNT, Builder::connectionLimit, Settings::connectionLimit,
                    "Open connections, beyond which the longest idle one is closed or accepting pauses."),
            of("cleanupInterval", SECONDS, Builder::cleanupInterval, Settings::cleanupInterval,
                    "Time between two searches for idle connections."),
            of("channelTimeout", SECONDS, Builder::channelTimeout, Settings::channelTimeout,
                    "Time without a byte in either direction after which a connection is closed."),
            of("shutdownGrace", SECONDS, Builder::shutdownGrace, Settings::shutdownGrace,
                    "Time that running requests have to finish when the server stops."),
            of("channelRequestLookahead", COUNT, Builder::channelRequestLookahead, Settings::channelRequestLookahead,
                    "Further requests read from a connection while one runs; above 0, disconnects are seen early."),
            of("recvBytes", SMALL_BYTES, Builder::recvBytes, Settings::recvBytes, "Bytes read from a socket at once."),
            of("inbufOverflow", BYTES, Builder::inbufOverflow, Settings::inbufOverflow,
                    "Size beyond which a request body goes to a temporary file."),
            of("outbufOverflow", BYTES, Builder::outbufOverflow, Settings::outbufOverflow,
                    "Pending output beyond which it goes to a temporary file."),
            of("outbufHighWatermark", BYTES, Builder::outbufHighWatermark, Settings::outbufHighWatermark,
                    "Pending output beyond which a writing application waits; of use above --outbuf-overflow."),
            of("responseBufferSize", SMALL_BYTES, Builder::responseBufferSize, Settings::responseBufferSize,
                    "Part of a response that collects before anything is sent."),
            of("maxRequestHeaderSize", SMALL_BYTES, Builder::maxRequestHeaderSize, Settings::maxRequestHeaderSize,
                    "Greatest size of a request line with all header fields."),
            of("maxHeaderCount", COUNT, Builder::maxHeaderCount, Settings::maxHeaderCount,
                    "Greatest number of header fields of a request."),
            of("maxRequestBodySize", BYTES, Builder::maxRequestBodySize, Settings::maxRequestBodySize,
                    "Greatest size of a request body."),
            of("ident", TEXT, Builder::ident, Settings::ident,
                    "Value of the Server header of responses; empty for no such header."),
            of("serverName", TEXT, Builder::serverName, Settings::serverName,
                    "Host of requests that name none, as only HTTP/1.0 allows."),
            of("urlScheme", TEXT, Builder::urlScheme, Settings::urlScheme,
                    "Scheme by which clients reach the service: http or https."),
            of("urlPrefix", TEXT, Builder::urlPrefix, Settings::urlPrefix,
                    "Path that a proxy in front has put before every path, such as /shop."),
            of("exposeTracebacks", FLAG, Builder::exposeTracebacks, Settings::exposeTracebacks,
                    "Show clients the stack trace of an error of the application."),
            of("logSocketErrors", FLAG, Builder::logSocketErrors, Settings::logSocketErrors,
                    "Log when a client disconnects before it has its response."),
            of("trustedProxy", TextType.listOf("PEER", text -> text),
                    (builder, items) -> builder.trustedProxy(items.toArray(String[]::new)),
                    settings -> settings.trustedProxy().stream().map(Object::toString).toList(),
                    "Peer whose proxy headers are believed: an address, a range such as 10.0.0.0/8, localhost for "
                            + "Unix domain sockets, or * for everybody. May be repeated."),
            of("trustedProxyCount", COUNT, Builder::trustedProxyCount, Settings::trustedProxyCount,
                    "Proxies of a chain that are believed, counted from this server."),
            of("trustedProxyHeaders", TextType.listOf("HEADER", ProxyHeader::parse),
                    (builder, items) -> builder.trustedProxyHeaders(items.toArray(ProxyHeader[]::new)),
                    settings -> settings.trustedProxyHeaders().stream().sorted().toList(),
                    "Header believed from a trusted proxy: forwarded, or any of x-forwarded-for, -host, -proto, "
                            + "-port, -by. May be repeated.").withDefault("x-forwarded-proto"),
            of("clearUntrustedProxyHeaders", FLAG, Builder::clearUntrustedProxyHeaders,
                    Settings::clearUntrustedProxyHeaders,
                    "Remove proxy headers that are not believed before the application sees them."),
            of("logUntrustedProxyHeaders", FLAG, Builder::logUntrustedProxyHeaders,
                    Settings::logUntrustedProxyHeaders, "Log a warning when proxy headers are removed."));

    private final String name;
    private final String dashedName;
    private final TextType<?> type;
    private final BiConsumer<Builder, String> setter;
    private final Function<Settings, String> getter;
    private final String defaultText;
    private final String help;

    private Setting(String name, TextType<?> type, BiConsumer<Builder, String> setter,
            Function<Settings, String> getter, String defaultText, String help) {
        this.name = name;
        this.dashedName = dashed(name);
        this.type = type;
        this.setter = setter;
        this.getter = getter;
        this.defaultText = defaultText;
        this.help = help;
    }

    private static <T> Setting of(String name, TextType<T> type, BiConsumer<Builder, T> setter,
            Function<Settings, T> getter, String help) {
        Function<Settings, String> textGetter = getter.andThen(type.write());
        return new Setting(name, type, (builder, text) -> setter.accept(builder, type.read().apply(text)),
                textGetter, textGetter.apply(DEFAULTS), help);
    }

    private Setting withDefault(String description) {
        return new Setting(name, type, setter, getter, description, help);
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
        return TABLE;
    }

    /**
     * Finds a setting by any spelling of its name, or null if no setting has that name.
     *
     * @param name for example {@code connectionLimit}, {@code connection-limit} or {@code connection_limit}
     * @return the setting or null
     */
    public static Setting find(String name) {
        String wanted = dashed(name.replace('_', '-'));
        for (Setting setting : TABLE) {
            if (setting.dashedName.equals(wanted)) {
                return setting;
            }
        }
        return null;
    }

    private static String dashed(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
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
        return flag() ? "--[no-]" + dashedName : "--" + dashedName + "=" + type.valueName();
    }

    /**
     * Tells whether the setting is on or off.
     *
     * @return true if its option needs no value
     */
    public boolean flag() {
        return type.flag();
    }

    /**
     * Tells whether giving the setting again adds to it.
     *
     * @return true if it is a list
     */
    public boolean repeatable() {
        return type.list();
    }

    /**
     * Returns the default for reading: the value as text, or how it comes about if that depends on the machine.
     *
     * @return the default, possibly empty
     */
    public String defaultText() {
        return defaultText;
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
        return getter.apply(settings);
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
            setter.accept(builder, text);
        } catch (IllegalArgumentException e) {
            throw type.number() == null ? e : new IllegalArgumentException(expectedNumber(), e);
        }
    }

    /** Says which texts are accepted, if the setting is a number. */
    String expectedNumber() {
        NumberRange range = NumberRange.of(name);
        return "expected " + type.number() + ", " + range + type.example();
    }

    @Override
    public String toString() {
        return dashedName;
    }
}
