package io.waitress.servlet.cli;

import io.waitress.core.settings.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of {@code --help}: at most 80 columns wide. */
final class Help {

    /** Headings with the settings under them; those that are in no list come last, so that none is ever missing. */
    private static final Map<String, List<String>> GROUPS = groups();

    private static final int WIDTH = 80;
    private static final int TEXT_COLUMN = 30;

    private final StringBuilder text = new StringBuilder();

    private Help() {
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Listening", List.of("host", "port", "listen", "ipv4", "ipv6", "unixSocket", "unixSocketPerms",
                "inheritedChannels", "backlog"));
        groups.put("TLS", List.of("tlsKeystore", "tlsCertificate", "tlsKey", "tlsPassword", "tlsTruststore",
                "tlsClientAuth", "tlsProtocols", "tlsCiphers", "tlsHandshakeTimeout", "redirectHttp", "httpsPort"));
        groups.put("Work", List.of("threads", "virtualThreads", "handoff", "dispatchers", "channelRequestLookahead"));
        groups.put("Connections and limits", List.of("connectionLimit", "connectionLimitPerAddress", "channelTimeout",
                "cleanupInterval", "headerTimeout", "queueTimeout", "minReceiveRate", "minSendRate",
                "maxRequestHeaderSize", "maxHeaderCount", "maxRequestBodySize"));
        groups.put("Health and stopping", List.of("healthPath", "readyPath", "metricsPath", "managementListen", "jmx",
                "shutdownDelay", "shutdownGrace"));
        groups.put("Logs", List.of("accessLog", "accessLogFormat", "requestIdHeader",
                "stuckRequestThreshold", "logSocketErrors"));
        groups.put("Buffers", List.of("recvBytes", "inbufOverflow", "outbufOverflow", "outbufHighWatermark",
                "bufferMemory", "responseBufferSize"));
        groups.put("How the server is seen", List.of("ident", "serverName", "urlScheme", "urlPrefix",
                "exposeTracebacks"));
        groups.put("Behind a proxy", List.of("trustedProxy", "trustedProxyCount", "trustedProxyHeaders",
                "clearUntrustedProxyHeaders", "logUntrustedProxyHeaders"));
        return groups;
    }

    static String text() {
        Help help = new Help();
        help.introduction();
        for (OwnOption option : OwnOption.values()) {
            help.entry(option.form(), option.help());
        }
        List<Setting> rest = new ArrayList<>(Setting.all());
        GROUPS.forEach((title, names) -> {
            help.heading(title);
            for (String name : names) {
                Setting setting = Setting.find(name);
                rest.remove(setting);
                help.entry(setting);
            }
        });
        if (!rest.isEmpty()) {
            help.heading("More");
            rest.forEach(help::entry);
        }
        return help.text.toString();
    }

    private void introduction() {
        text.append("""
                Usage: java -jar waitress-serve.jar [OPTIONS] APP
                       java -jar waitress-serve.jar check [--json] [OPTIONS] APP
                       java -jar waitress-serve.jar hash-password

                APP is a .war file, a folder laid out like one (without WEB-INF, everything in
                it is served as static files), the name of a class that is a servlet, or
                pkg.Class::method for a static method that returns a ServletApplication.

                check tells what would become of APP, a .war file or a folder, if it were served
                with the same options: whether it starts, what of it will not work, and what to
                do about it. It opens no port and does not run the application. Exit status: 0
                if nothing was found that matters, 1 with warnings, 2 if it will not start.
                --json tells it to programs.

                hash-password reads a password from the terminal, or from the first line of the
                standard input, and prints what may stand for it in the file of --users.

                Every option below can also stand in the file of --config (connection-limit=500)
                and in the environment (WAITRESS_CONNECTION_LIMIT=500), except --app, --config,
                --resource, --check, --help and --version. An option counts more than the
                environment, and that more than the file.

                Exit status: 0 after a stop by SIGTERM, SIGINT or SIGHUP, 1 if an application or
                an address failed, 2 if the command is wrong; System.exit in an application ends
                the server with the status that it gives.

                Application:
                """);
    }

    private void heading(String title) {
        text.append('\n').append(title).append(":\n");
    }

    private void entry(Setting setting) {
        String standard = setting.defaultText().isEmpty() ? "" : " Default: " + setting.defaultText() + ".";
        entry(setting.option(), setting.help() + standard);
    }

    private void entry(String option, String description) {
        StringBuilder line = new StringBuilder("  ").append(option);
        if (line.length() + 2 > TEXT_COLUMN) {
            text.append(line).append('\n');
            line.setLength(0);
        }
        pad(line);
        for (String word : description.split(" ")) {
            if (line.length() > TEXT_COLUMN) {
                if (line.length() + 1 + word.length() > WIDTH) {
                    text.append(line).append('\n');
                    line.setLength(0);
                    pad(line);
                } else {
                    line.append(' ');
                }
            }
            line.append(word);
        }
        text.append(line).append('\n');
    }

    private static void pad(StringBuilder line) {
        line.append(" ".repeat(TEXT_COLUMN - line.length()));
    }
}
