package io.waitress.core.settings;

/** Checks the settings about proxies. */
final class ProxyRules {

    private final ProxySettings.Builder proxy;
    private final SettingsProblems problems;

    ProxyRules(ProxySettings.Builder proxy, SettingsProblems problems) {
        this.proxy = proxy;
        this.problems = problems;
    }

    void check() {
        for (String peer : proxy.trusted) {
            problems.parsed("trustedProxy", peer, AddressRange::parse);
        }
        boolean headers = !proxy.headers.isEmpty();
        if (proxy.trusted.isEmpty()) {
            if (proxy.count != null) {
                problems.pair("trustedProxyCount", proxy.count, "has no meaning without", "trustedProxy");
            }
            if (headers) {
                problems.pair("trustedProxyHeaders", proxy.headers, "has no meaning without", "trustedProxy");
            }
        }
        if (proxy.count != null) {
            problems.number("trustedProxyCount", proxy.count);
        }
        if (headers && proxy.headers.contains(ProxyHeader.FORWARDED)
                && proxy.headers.size() > 1) {
            problems.error("trustedProxyHeaders", proxy.headers,
                    "expected either forwarded alone or x-forwarded-… headers only");
        }
        if (proxy.logUntrusted && !proxy.clearUntrusted) {
            problems.pair("logUntrustedProxyHeaders", true, "has no meaning without", "clearUntrustedProxyHeaders");
        }
    }
}
