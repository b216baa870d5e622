package io.waitress.core.settings;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Checks the settings about TLS. */
final class TlsRules {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final Settings.Builder settings;
    private final SettingsProblems problems;

    TlsRules(Settings.Builder settings, SettingsProblems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void check() {
        checkTls();
        checkRedirect();
    }

    private void checkTls() {
        TlsSettings.Builder tls = settings.tls;
        problems.refuse(tls.keystore != null && !tls.certificate.isEmpty(), "tlsKeystore", tls.keystore, "tlsCertificate");
        if (!tls.key.isEmpty() && tls.certificate.isEmpty()) {
            problems.pair("tlsKey", tls.key, "has no meaning without", "tlsCertificate");
        } else if (!tls.key.isEmpty() && tls.key.size() != tls.certificate.size()) {
            problems.error("tlsKey", tls.key, "expected one for each of the " + tls.certificate.size() + " certificates");
        }
        if (tls.clientAuth != null && tls.clientAuth != TlsClientAuth.NONE && tls.truststore == null) {
            problems.pair("tlsClientAuth", tls.clientAuth, "has no meaning without", "tlsTruststore");
        }
        if (!tls.enabled()) {
            needsCertificate("tlsTruststore", tls.truststore == null ? List.of() : List.of(tls.truststore));
            needsCertificate("tlsProtocols", tls.protocols);
            needsCertificate("tlsCiphers", tls.ciphers);
        } else if (!tls.protocols.isEmpty() || !tls.ciphers.isEmpty()) {
            checkProtocols(tls);
        }
        problems.time("tlsHandshakeTimeout", tls.handshakeTimeout, SettingsRules.SHORTEST);
        if (!tls.enabled()) {
            settings.listen.stream().filter(address -> security(address) == ListenAddress.Security.TLS).forEach(
                    address -> problems.pair("listen", address, "needs a certificate, as from", "tlsKeystore"));
        }
    }

    /** Complains of a setting that is nothing without TLS, if it was made. */
    private void needsCertificate(String setting, List<?> values) {
        if (!values.isEmpty()) {
            problems.pair(setting, values, "has no meaning without a certificate, as from", "tlsKeystore");
        }
    }

    private void checkRedirect() {
        problems.number("httpsPort", settings.httpsPort);
        settings.redirectHttp.forEach(address -> problems.parsed("redirectHttp", address, ListenAddress::parse));
        settings.redirectHttp.stream().filter(address -> security(address) == ListenAddress.Security.TLS).forEach(
                address -> problems.error("redirectHttp", address, "expected an address for plain HTTP"));
        if (settings.redirectHttp.isEmpty()) {
            return;
        }
        if (!settings.tls.enabled()) {
            needsCertificate("redirectHttp", settings.redirectHttp);
        } else if (settings.unixSocket != null || !settings.listen.isEmpty() && settings.listen.stream().noneMatch(
                address -> isTcp(address) && security(address) != ListenAddress.Security.PLAIN)) {
            problems.error("redirectHttp", settings.redirectHttp, "expected a TCP address with TLS to redirect to");
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

    private void checkProtocols(TlsSettings.Builder tls) {
        List<String> ciphers = tls.ciphers.isEmpty() ? List.of() : knownCiphers();
        tls.protocols.forEach(protocol -> expectAny("tlsProtocols", protocol, PROTOCOLS));
        tls.ciphers.forEach(cipher -> expectAny("tlsCiphers", cipher, ciphers));
        if (tls.ciphers.isEmpty() || !PROTOCOLS.containsAll(tls.protocols) || !ciphers.containsAll(tls.ciphers)) {
            return;
        }
        for (String protocol : tls.protocols()) {
            if (tls.ciphers.stream().noneMatch(cipher -> isFor(protocol, cipher))) {
                problems.pair("tlsCiphers", tls.ciphers, "has none for " + protocol + ", which is one of",
                        "tlsProtocols");
            }
        }
    }

    private void expectAny(String setting, String name, List<String> known) {
        problems.parsed(setting, name, text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException('"' + text + "\": expected any of " + String.join(", ", known));
            }
        });
    }

    /** The names of older suites tell how keys are exchanged too. */
    private static boolean isFor(String protocol, String cipher) {
        return protocol.equals("TLSv1.3") != cipher.contains("_WITH_");
    }

    /** Returns what this JVM has, without what does not encrypt, or does not say with whom. */
    private static List<String> knownCiphers() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
                    .filter(cipher -> !cipher.contains("_anon_") && !cipher.contains("_NULL_")
                            && !cipher.contains("EMPTY_RENEGOTIATION")).toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no TLS: " + e.getMessage(), e);
        }
    }
}
