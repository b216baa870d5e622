package io.waitress.core.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Checks the settings of a builder together, so that all errors are told at once. Used once, by one thread. */
final class SettingsRules {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Settings.Builder settings;
    private final List<String> errors = new ArrayList<>();

    private SettingsRules(Settings.Builder settings) {
        this.settings = settings;
    }

    static void check(Settings.Builder settings) {
        SettingsRules rules = new SettingsRules(settings);
        rules.checkListening();
        rules.checkNumbers();
        rules.checkTimes();
        rules.checkTexts();
        rules.checkProxies();
        if (!rules.errors.isEmpty()) {
            throw new SettingsException(rules.errors);
        }
    }

    private void checkListening() {
        boolean hostOrPort = settings.host != null || settings.port != null;
        boolean listen = !settings.listen.isEmpty();
        boolean unixSocket = settings.unixSocket != null;
        boolean inherited = !settings.inheritedChannels.isEmpty();
        String host = settings.host != null ? "host" : "port";
        refuse(listen && hostOrPort, "listen", settings.listen, host);
        refuse(unixSocket && hostOrPort, "unixSocket", settings.unixSocket, host);
        refuse(unixSocket && listen, "unixSocket", settings.unixSocket, "listen");
        refuse(inherited && hostOrPort, "inheritedChannels", settings.inheritedChannels, host);
        refuse(inherited && listen, "inheritedChannels", settings.inheritedChannels, "listen");
        refuse(inherited && unixSocket, "inheritedChannels", settings.inheritedChannels, "unixSocket");
        if (!settings.ipv4 && !settings.ipv6) {
            error("ipv6", false, "may not be disabled together with ipv4");
        }
        number("port", settings.port(), 0, 65535);
        parsed("host", settings.host(), text -> ListenAddress.ofHost(text, 0));
        settings.listen.forEach(address -> parsed("listen", address, ListenAddress::parse));
    }

    private void checkNumbers() {
        number("backlog", settings.backlog, 1, Integer.MAX_VALUE);
        number("threads", settings.threads, 1, 100_000);
        number("dispatchers", settings.dispatchers, 1, 1000);
        number("connectionLimit", settings.connectionLimit, 1, Integer.MAX_VALUE);
        number("channelRequestLookahead", settings.channelRequestLookahead, 0, Integer.MAX_VALUE);
        number("recvBytes", settings.recvBytes, 512, 1 << 24);
        number("inbufOverflow", settings.inbufOverflow, 0, Long.MAX_VALUE);
        number("outbufOverflow", settings.outbufOverflow, 0, Long.MAX_VALUE);
        number("outbufHighWatermark", settings.outbufHighWatermark, 1, Long.MAX_VALUE);
        number("responseBufferSize", settings.responseBufferSize, 0, 1 << 24);
        number("maxRequestHeaderSize", settings.maxRequestHeaderSize, 64, 1 << 24);
        number("maxHeaderCount", settings.maxHeaderCount, 1, 100_000);
        number("maxRequestBodySize", settings.maxRequestBodySize, 0, Long.MAX_VALUE);
    }

    private void checkTimes() {
        time("cleanupInterval", settings.cleanupInterval, SHORTEST);
        time("channelTimeout", settings.channelTimeout, SHORTEST);
        time("shutdownGrace", settings.shutdownGrace, Duration.ZERO);
    }

    private void checkTexts() {
        String ident = settings.ident;
        if (!visible(ident) || !ident.equals(ident.strip())) {
            error("ident", ident, "expected visible ASCII characters, with spaces only inside");
        }
        String serverName = settings.serverName;
        parsed("serverName", serverName, text -> ListenAddress.ofHost(text.equals("*") ? "" : text, 0));
        if (!settings.urlScheme.equals("http") && !settings.urlScheme.equals("https")) {
            error("urlScheme", settings.urlScheme, "expected http or https");
        }
        if (!settings.urlPrefix.isEmpty() && !urlPath(settings.urlPrefix)) {
            error("urlPrefix", settings.urlPrefix, "expected a path such as /app, without query and white space");
        }
    }

    private void checkProxies() {
        settings.trustedProxy.forEach(peer -> parsed("trustedProxy", peer, AddressRange::parse));
        boolean headers = !settings.trustedProxyHeaders.isEmpty();
        if (settings.trustedProxy.isEmpty()) {
            if (settings.trustedProxyCount != null) {
                error("trustedProxyCount", settings.trustedProxyCount, "has no meaning without trustedProxy");
            }
            if (headers) {
                error("trustedProxyHeaders", settings.trustedProxyHeaders, "has no meaning without trustedProxy");
            }
        }
        if (settings.trustedProxyCount != null) {
            number("trustedProxyCount", settings.trustedProxyCount, 1, Integer.MAX_VALUE);
        }
        if (headers && settings.trustedProxyHeaders.contains(ProxyHeader.FORWARDED)
                && settings.trustedProxyHeaders.size() > 1) {
            error("trustedProxyHeaders", settings.trustedProxyHeaders,
                    "expected either forwarded alone or x-forwarded-… headers only");
        }
        if (settings.logUntrustedProxyHeaders && !settings.clearUntrustedProxyHeaders) {
            error("logUntrustedProxyHeaders", true, "has no meaning without clearUntrustedProxyHeaders");
        }
    }

    private static boolean visible(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    private static boolean urlPath(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#');
    }

    private void number(String setting, long value, long least, long greatest) {
        if (value < least || value > greatest) {
            boolean open = greatest == Integer.MAX_VALUE || greatest == Long.MAX_VALUE;
            error(setting, value, "expected " + least + (open ? " or more" : " to " + greatest));
        }
    }

    private void time(String setting, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            error(setting, value.toString(), "expected "
                    + (least.isZero() ? "0" : "1 millisecond") + " to 365 days");
        }
    }

    private void parsed(String setting, String value, Consumer<String> parser) {
        try {
            parser.accept(value);
        } catch (IllegalArgumentException e) {
            errors.add(setting + ": " + e.getMessage());
        }
    }

    private void refuse(boolean both, String setting, Object value, String other) {
        if (both) {
            error(setting, value, "may not be set together with " + other);
        }
    }

    private void error(String setting, Object value, String expected) {
        errors.add(setting + ": \"" + value + "\": " + expected);
    }
}
