package io.waitress.core.internal.tls;

import io.waitress.core.settings.TlsClientAuth;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * What a server offers in a handshake. Protocols and suites are those of Mozilla's "intermediate" recommendation
 * without finite-field key exchange: keys that are forgotten afterwards, authenticated encryption, nothing else. Of
 * them the client's order counts, since it knows whether its processor has AES. Immutable; any thread.
 */
final class TlsContext {

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final SSLContext context;
    private final TlsClientAuth clientAuth;
    private final String[] protocols;
    private final String[] suites;
    private final String[] applicationProtocols;

    private TlsContext(SSLContext context, TlsClientAuth clientAuth, String... applicationProtocols) {
        this.context = context;
        this.clientAuth = clientAuth;
        SSLParameters supported = context.getSupportedSSLParameters();
        this.protocols = List.of(supported.getProtocols()).stream().filter(PROTOCOLS::contains).toArray(String[]::new);
        Set<String> known = Set.of(supported.getCipherSuites());
        this.suites = SUITES.stream().filter(known::contains).toArray(String[]::new);
        this.applicationProtocols = applicationProtocols.clone();
    }

    /**
     * Makes a context.
     *
     * @param trust by which clients' certificates are judged, or null if they are not asked for any
     * @param applicationProtocols names for ALPN, the best first
     */
    static TlsContext of(List<Identity> identities, TrustManager[] trust, TlsClientAuth clientAuth,
            String... applicationProtocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Without managers of our own the JDK would read its list of authorities, for nothing.
            context.init(new KeyManager[] {new NamedKeys(identities)}, trust == null ? new TrustManager[0] : trust,
                    null);
            return new TlsContext(context, clientAuth, applicationProtocols);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no TLS: " + e.getMessage(), e);
        }
    }

    /** Returns an engine for one connection. */
    SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(suites);
        parameters.setUseCipherSuitesOrder(false);
        parameters.setApplicationProtocols(applicationProtocols);
        switch (clientAuth) {
            case NEED -> parameters.setNeedClientAuth(true);
            case WANT -> parameters.setWantClientAuth(true);
            default -> parameters.setWantClientAuth(false);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Returns the size of the largest record, encrypted. */
    int recordBytes() {
        return newEngine().getSession().getPacketBufferSize();
    }
}
