package io.waitress.core.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks the settings of a builder together, so that all errors are told at once. Used once, by one thread. */
final class SettingsRules {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Settings.Builder settings;
    private final List<SettingsProblem> problems = new ArrayList<>();

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
        rules.checkTls();
        rules.checkRedirect();
        if (!rules.problems.isEmpty()) {
            throw SettingsException.of(rules.problems);
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
            pair("ipv6", false, "may not be disabled together with", "ipv4");
        }
        number("port", settings.port());
        host("host", settings.host());
        for (String address : settings.listen) {
            parsed("listen", address, ListenAddress::parse);
        }
    }

    private void checkNumbers() {
        number("backlog", settings.backlog);
        number("threads", settings.threads);
        number("dispatchers", settings.dispatchers);
        number("connectionLimit", settings.connectionLimit);
        number("channelRequestLookahead", settings.channelRequestLookahead);
        number("recvBytes", settings.recvBytes);
        number("inbufOverflow", settings.inbufOverflow);
        number("outbufOverflow", settings.outbufOverflow);
        number("outbufHighWatermark", settings.outbufHighWatermark);
        number("bufferMemory", settings.bufferMemory);
        number("responseBufferSize", settings.responseBufferSize);
        number("maxRequestHeaderSize", settings.maxRequestHeaderSize);
        number("maxHeaderCount", settings.maxHeaderCount);
        number("maxRequestBodySize", settings.maxRequestBodySize);
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
        host("serverName", serverName.equals("*") ? "" : serverName);
        if (!settings.urlScheme.equals("http") && !settings.urlScheme.equals("https")) {
            error("urlScheme", settings.urlScheme, "expected http or https");
        }
        if (!settings.urlPrefix.isEmpty() && !urlPath(settings.urlPrefix)) {
            error("urlPrefix", settings.urlPrefix, "expected a path such as /app, without query and white space");
        }
    }

    private void checkProxies() {
        for (String peer : settings.trustedProxy) {
            parsed("trustedProxy", peer, AddressRange::parse);
        }
        boolean headers = !settings.trustedProxyHeaders.isEmpty();
        if (settings.trustedProxy.isEmpty()) {
            if (settings.trustedProxyCount != null) {
                pair("trustedProxyCount", settings.trustedProxyCount, "has no meaning without", "trustedProxy");
            }
            if (headers) {
                pair("trustedProxyHeaders", settings.trustedProxyHeaders, "has no meaning without", "trustedProxy");
            }
        }
        if (settings.trustedProxyCount != null) {
            number("trustedProxyCount", settings.trustedProxyCount);
        }
        if (headers && settings.trustedProxyHeaders.contains(ProxyHeader.FORWARDED)
                && settings.trustedProxyHeaders.size() > 1) {
            error("trustedProxyHeaders", settings.trustedProxyHeaders,
                    "expected either forwarded alone or x-forwarded-… headers only");
        }
        if (settings.logUntrustedProxyHeaders && !settings.clearUntrustedProxyHeaders) {
            pair("logUntrustedProxyHeaders", true, "has no meaning without", "clearUntrustedProxyHeaders");
        }
    }

    private void checkTls() {
        TlsSettings.Builder tls = settings.tls;
        refuse(tls.keystore != null && !tls.certificate.isEmpty(), "tlsKeystore", tls.keystore, "tlsCertificate");
        if (!tls.key.isEmpty() && tls.certificate.isEmpty()) {
            pair("tlsKey", tls.key, "has no meaning without", "tlsCertificate");
        } else if (!tls.key.isEmpty() && tls.key.size() != tls.certificate.size()) {
            error("tlsKey", tls.key, "expected one for each of the " + tls.certificate.size() + " certificates");
        }
        if (tls.truststore != null && !tls.enabled()) {
            pair("tlsTruststore", tls.truststore, "has no meaning without a certificate, as from", "tlsKeystore");
        }
        if (tls.clientAuth != null && tls.clientAuth != TlsClientAuth.NONE && tls.truststore == null) {
            pair("tlsClientAuth", tls.clientAuth, "has no meaning without", "tlsTruststore");
        }
        time("tlsHandshakeTimeout", tls.handshakeTimeout, SHORTEST);
        if (!tls.enabled()) {
            settings.listen.stream().filter(address -> security(address) == ListenAddress.Security.TLS).forEach(
                    address -> pair("listen", address, "needs a certificate, as from", "tlsKeystore"));
        }
    }

    private void checkRedirect() {
        number("httpsPort", settings.httpsPort);
        settings.redirectHttp.forEach(address -> parsed("redirectHttp", address, ListenAddress::parse));
        settings.redirectHttp.stream().filter(address -> security(address) == ListenAddress.Security.TLS).forEach(
                address -> error("redirectHttp", address, "expected an address for plain HTTP"));
        if (settings.redirectHttp.isEmpty()) {
            return;
        }
        if (!settings.tls.enabled()) {
            pair("redirectHttp", settings.redirectHttp, "has no meaning without a certificate, as from", "tlsKeystore");
        } else if (settings.unixSocket != null || !settings.listen.isEmpty() && settings.listen.stream().noneMatch(
                address -> isTcp(address) && security(address) != ListenAddress.Security.PLAIN)) {
            error("redirectHttp", settings.redirectHttp, "expected a TCP address with TLS to redirect to");
        }
    }

    /** Returns what an address asks for; the default if it is malformed, which is told elsewhere. */
    private static ListenAddress.Security security(String address) {
        if (address.startsWith("https://")) {
            return ListenAddress.Security.TLS;
        }
        return address.startsWith("http://") ? ListenAddress.Security.PLAIN : ListenAddress.Security.DEFAULT;
    }

    private static boolean isTcp(String address) {
        return !address.startsWith("unix:");
    }

    private static boolean visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean urlPath(String text) {
        return visible(text) && text.indexOf(' ') < 0 && text.indexOf('?') < 0 && text.indexOf('#') < 0;
    }

    private void number(String setting, long value) {
        NumberRange range = NumberRange.of(setting);
        if (!range.contains(value)) {
            problems.add(new SettingsProblem(setting, text(value), "expected " + range, true, null));
        }
    }

    private void time(String setting, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            String expected = "expected " + (least.isZero() ? "0" : "1 millisecond") + " to 365 days";
            problems.add(new SettingsProblem(setting, text(value), expected, true, null));
        }
    }

    private void host(String setting, String value) {
        parsed(setting, value, text -> ListenAddress.ofHost(text, 0));
    }

    private void parsed(String setting, String value, Consumer<String> parser) {
        try {
            parser.accept(value);
        } catch (IllegalArgumentException e) {
            problems.add(new SettingsProblem(setting, null, e.getMessage(), false, null));
        }
    }

    private void refuse(boolean both, String setting, Object value, String other) {
        if (both) {
            pair(setting, value, "may not be set together with", other);
        }
    }

    private void pair(String setting, Object value, String complaint, String other) {
        problems.add(new SettingsProblem(setting, text(value), complaint, false, other));
    }

    private void error(String setting, Object value, String expected) {
        problems.add(new SettingsProblem(setting, text(value), expected, false, null));
    }

    private static String text(Object value) {
        return value instanceof Collection<?> items
                ? items.stream().map(Object::toString).collect(Collectors.joining(" "))
                : value.toString();
    }
}
