package io.waitress.core.settings;

import io.waitress.core.settings.Settings.Builder;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

/** The table of settings; those of groups have tables of their own. */
final class SettingRows {

    /** In the order of help and documentation. */
    static final List<String> NAMES = List.of("host", "port", "listen", "ipv4", "ipv6", "unixSocket",
            "unixSocketPerms", "inheritedChannels", "backlog", "tlsKeystore", "tlsCertificate", "tlsKey", "tlsPassword",
            "tlsTruststore", "tlsClientAuth", "tlsProtocols", "tlsCiphers", "tlsHandshakeTimeout", "redirectHttp",
            "httpsPort", "threads", "virtualThreads", "handoff", "dispatchers", "connectionLimit", "connectionLimitPerAddress", "cleanupInterval", "channelTimeout",
            "headerTimeout", "queueTimeout", "minReceiveRate", "minSendRate", "shutdownGrace", "shutdownDelay",
            "healthPath", "readyPath", "accessLog", "accessLogFormat", "metricsPath", "managementListen", "jmx", "requestIdHeader", "stuckRequestThreshold",
            "channelRequestLookahead",
            "recvBytes", "inbufOverflow", "outbufOverflow", "outbufHighWatermark", "bufferMemory",
            "responseBufferSize", "maxRequestHeaderSize", "maxHeaderCount", "maxRequestBodySize", "ident", "serverName",
            "urlScheme", "urlPrefix", "exposeTracebacks", "logSocketErrors", "trustedProxy", "trustedProxyCount",
            "trustedProxyHeaders", "clearUntrustedProxyHeaders", "logUntrustedProxyHeaders");

    private SettingRows() {
    }

    static Setting row(String name) {
        return switch (name) {
            case "host" -> Setting.of(name, TextType.text(), Builder::host, Settings::host,
                    "Host name or address to listen on. Not together with --listen.");
            case "port" -> Setting.of(name, TextType.port(), Builder::port, Settings::port,
                    "TCP port to listen on, 0 for any free one. Not together with --listen.");
            case "listen" -> Setting.of(name, TextType.listOf("ADDRESS", text -> text),
                    (builder, items) -> builder.listen(items.toArray(String[]::new)),
                    settings -> settings.listen().stream().map(Object::toString).toList(),
                    "Address to listen on: HOST:PORT, [IPV6]:PORT, *:PORT or unix:PATH. May be repeated. With a "
                            + "certificate TCP speaks TLS, unless it begins with http:// as in http://*:8080.");
            case "ipv4" -> Setting.of(name, TextType.flag(),
                    Builder::ipv4, Settings::ipv4, "Let names and * give IPv4 addresses.");
            case "ipv6" -> Setting.of(name, TextType.flag(),
                    Builder::ipv6, Settings::ipv6, "Let names and * give IPv6 addresses.");
            case "unixSocket" -> Setting.of(name, TextType.path(), Builder::unixSocket, Settings::unixSocket,
                    "Unix domain socket to listen on instead of a TCP port.");
            case "unixSocketPerms" -> Setting.of(name, TextType.permissions(),
                    Builder::unixSocketPerms, Settings::unixSocketPerms,
                    "Permissions of Unix domain sockets.");
            case "inheritedChannels" -> Setting.of(name, TextType.flag(),
                    SettingRows::inherit, settings -> !settings.inheritedChannels().isEmpty(),
                    "Listen on the socket that the process was started with as its standard input.");
            case "backlog" -> Setting.of(name, TextType.count(), Builder::backlog, Settings::backlog,
                    "Connections that the system may hold back until they are accepted.");
            case "redirectHttp" -> Setting.of(name, TextType.listOf("ADDRESS", text -> text),
                    (builder, items) -> builder.redirectHttp(items.toArray(String[]::new)),
                    settings -> settings.redirectHttp().stream().map(Object::toString).toList(),
                    "Further address on which plain HTTP is answered by a redirect to HTTPS. May be repeated.");
            case "httpsPort" -> Setting.of(name, TextType.port(), Builder::httpsPort, Settings::httpsPort,
                    "Port of HTTPS as clients reach it, for redirects; 0 for that of the first address with TLS.");
            case "threads" -> Setting.of(name, TextType.count(), Builder::threads, Settings::threads,
                    "Greatest number of workers, the threads that run the application; see --handoff.")
                    .withDefault("4 per processor, at least 16");
            case "virtualThreads" -> Setting.of(name, TextType.flag(), Builder::virtualThreads, Settings::virtualThreads,
                    "Run the application on virtual threads, at most --threads at a time. Needs Java 21.");
            case "handoff" -> Setting.of(name, TextType.handoff(), Builder::handoff, Settings::handoff,
                    "Who runs the application: workers, or, as adaptive, a dispatcher itself while requests for the "
                            + "same path are short; it is relieved at once if one is not, so each dispatcher may run "
                            + "one request beside --threads.");
            case "dispatchers" -> Setting.of(name, TextType.count(), Builder::dispatchers, Settings::dispatchers,
                    "Threads that read requests and drain responses.").withDefault("1 per 8 processors, at least 1");
            case "connectionLimit" -> Setting.of(name, TextType.count(), Builder::connectionLimit, Settings::connectionLimit,
                    "Open connections, beyond which the longest idle one is closed or accepting pauses.");
            case "cleanupInterval" -> Setting.of(name, TextType.seconds(), Builder::cleanupInterval, Settings::cleanupInterval,
                    "Time between two searches for idle connections.");
            case "channelTimeout" -> Setting.of(name, TextType.seconds(), Builder::channelTimeout, Settings::channelTimeout,
                    "Time without a byte in either direction after which a connection is closed.");
            case "shutdownGrace" -> Setting.of(name, TextType.seconds(), Builder::shutdownGrace, Settings::shutdownGrace,
                    "Time that running requests have to finish when the server stops.");
            case "channelRequestLookahead" -> Setting.of(name, TextType.count(),
                    Builder::channelRequestLookahead, Settings::channelRequestLookahead,
                    "Further requests read from a connection while one runs; above 0, disconnects are seen early.");
            case "recvBytes" -> Setting.of(name, TextType.smallBytes(),
                    Builder::recvBytes, Settings::recvBytes, "Bytes read from a socket at once.");
            case "inbufOverflow" -> Setting.of(name, TextType.bytes(), Builder::inbufOverflow, Settings::inbufOverflow,
                    "Size beyond which a request body goes to a temporary file.");
            case "outbufOverflow" -> Setting.of(name, TextType.bytes(), Builder::outbufOverflow, Settings::outbufOverflow,
                    "Pending output beyond which it goes to a temporary file.");
            case "outbufHighWatermark" -> Setting.of(name, TextType.bytes(),
                    Builder::outbufHighWatermark, Settings::outbufHighWatermark,
                    "Pending output beyond which a writing application waits; of use above --outbuf-overflow.");
            case "bufferMemory" -> Setting.of(name, TextType.bytes(), Builder::bufferMemory, Settings::bufferMemory,
                    "Memory for request bodies and pending output of all connections; beyond it, files are used.")
                    .withDefault("an eighth of the heap");
            case "responseBufferSize" -> Setting.of(name, TextType.smallBytes(),
                    Builder::responseBufferSize, Settings::responseBufferSize,
                    "Part of a response that collects before anything is sent.");
            case "maxRequestHeaderSize" -> Setting.of(name, TextType.smallBytes(),
                    Builder::maxRequestHeaderSize, Settings::maxRequestHeaderSize,
                    "Greatest size of a request line with all header fields.");
            case "maxHeaderCount" -> Setting.of(name, TextType.count(), Builder::maxHeaderCount, Settings::maxHeaderCount,
                    "Greatest number of header fields of a request.");
            case "maxRequestBodySize" -> Setting.of(name, TextType.bytes(),
                    Builder::maxRequestBodySize, Settings::maxRequestBodySize,
                    "Greatest size of a request body.");
            case "ident" -> Setting.of(name, TextType.text(), Builder::ident, Settings::ident,
                    "Value of the Server header of responses; empty for no such header.");
            case "serverName" -> Setting.of(name, TextType.text(), Builder::serverName, Settings::serverName,
                    "Host of requests that name none, as only HTTP/1.0 allows.");
            case "urlScheme" -> Setting.of(name, TextType.text(), Builder::urlScheme, Settings::urlScheme,
                    "Scheme by which clients reach the service: http or https.");
            case "urlPrefix" -> Setting.of(name, TextType.text(), Builder::urlPrefix, Settings::urlPrefix,
                    "Path that a proxy in front has put before every path, such as /shop; slashes at its ends "
                            + "are put right.");
            case "exposeTracebacks" -> Setting.of(name, TextType.flag(), Builder::exposeTracebacks, Settings::exposeTracebacks,
                    "Show clients the stack trace of an error of the application.");
            case "logSocketErrors" -> Setting.of(name, TextType.flag(), Builder::logSocketErrors, Settings::logSocketErrors,
                    "Log when a client disconnects before it has its response.");
            default -> name.startsWith("tls") ? TlsRows.row(name)
                    : AdmissionRows.NAMES.contains(name) ? AdmissionRows.row(name)
                    : ManagementRows.NAMES.contains(name) ? ManagementRows.row(name) : ProxyRows.row(name);
        };
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
}
