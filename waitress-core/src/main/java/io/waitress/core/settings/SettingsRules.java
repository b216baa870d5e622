package io.waitress.core.settings;

import java.time.Duration;

/** Checks the settings of a builder together, so that all errors are told at once. Used once, by one thread. */
final class SettingsRules {

    static final Duration SHORTEST = Duration.ofMillis(1);

    private final Settings.Builder settings;
    private final SettingsProblems problems = new SettingsProblems();

    private SettingsRules(Settings.Builder settings) {
        this.settings = settings;
    }

    static void check(Settings.Builder settings) {
        SettingsRules rules = new SettingsRules(settings);
        rules.checkListening();
        rules.checkNumbers();
        rules.checkTimes();
        rules.checkTexts();
        new ProxyRules(settings.proxy, rules.problems).check();
        new TlsRules(settings, rules.problems).check();
        new AdmissionRules(settings, rules.problems).check();
        rules.problems.tell();
    }

    private void checkListening() {
        boolean hostOrPort = settings.host != null || settings.port != null;
        boolean listen = !settings.listen.isEmpty();
        boolean unixSocket = settings.unixSocket != null;
        boolean inherited = !settings.inheritedChannels.isEmpty();
        String host = settings.host != null ? "host" : "port";
        problems.refuse(listen && hostOrPort, "listen", settings.listen, host);
        problems.refuse(unixSocket && hostOrPort, "unixSocket", settings.unixSocket, host);
        problems.refuse(unixSocket && listen, "unixSocket", settings.unixSocket, "listen");
        problems.refuse(inherited && hostOrPort, "inheritedChannels", settings.inheritedChannels, host);
        problems.refuse(inherited && listen, "inheritedChannels", settings.inheritedChannels, "listen");
        problems.refuse(inherited && unixSocket, "inheritedChannels", settings.inheritedChannels, "unixSocket");
        if (!settings.ipv4 && !settings.ipv6) {
            problems.pair("ipv6", false, "may not be disabled together with", "ipv4");
        }
        problems.number("port", settings.port());
        problems.host("host", settings.host());
        for (String address : settings.listen) {
            problems.parsed("listen", address, ListenAddress::parse);
        }
    }

    private void checkNumbers() {
        problems.number("backlog", settings.backlog);
        problems.number("threads", settings.threads);
        problems.number("dispatchers", settings.dispatchers);
        problems.number("connectionLimit", settings.connectionLimit);
        problems.number("channelRequestLookahead", settings.channelRequestLookahead);
        problems.number("recvBytes", settings.recvBytes);
        problems.number("inbufOverflow", settings.inbufOverflow);
        problems.number("outbufOverflow", settings.outbufOverflow);
        problems.number("outbufHighWatermark", settings.outbufHighWatermark);
        problems.number("bufferMemory", settings.bufferMemory);
        problems.number("responseBufferSize", settings.responseBufferSize);
        problems.number("maxRequestHeaderSize", settings.maxRequestHeaderSize);
        problems.number("maxHeaderCount", settings.maxHeaderCount);
        problems.number("maxRequestBodySize", settings.maxRequestBodySize);
    }

    private void checkTimes() {
        problems.time("cleanupInterval", settings.cleanupInterval, SHORTEST);
        problems.time("channelTimeout", settings.channelTimeout, SHORTEST);
        problems.time("shutdownGrace", settings.shutdownGrace, Duration.ZERO);
    }

    private void checkTexts() {
        String ident = settings.ident;
        if (!visible(ident) || !ident.equals(ident.strip())) {
            problems.error("ident", ident, "expected visible ASCII characters, with spaces only inside");
        }
        String serverName = settings.serverName;
        problems.host("serverName", serverName.equals("*") ? "" : serverName);
        if (!settings.urlScheme.equals("http") && !settings.urlScheme.equals("https")) {
            problems.error("urlScheme", settings.urlScheme, "expected http or https");
        }
        if (!settings.urlPrefix.isEmpty() && !urlPath(settings.urlPrefix)) {
            problems.error("urlPrefix", settings.urlPrefix, "expected a path such as /app, without query and white space");
        }
    }

    private static boolean visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    static boolean urlPath(String text) {
        return visible(text) && text.indexOf(' ') < 0 && text.indexOf('?') < 0 && text.indexOf('#') < 0;
    }
}
