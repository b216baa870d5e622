package io.waitress.core.internal.tls;

import io.waitress.core.settings.TlsClientAuth;
import io.waitress.core.settings.TlsSettings;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * What a server offers in a handshake: see {@link TlsSettings} for protocols and cipher suites. Immutable; any thread.
 */
final class TlsContext {

    private final SSLContext context;
    private final TlsClientAuth clientAuth;
    private final String[] protocols;
    private final String[] suites;
    private final String[] applicationProtocols;

    private TlsContext(SSLContext context, TlsSettings settings, String... applicationProtocols) {
        this.context = context;
        this.clientAuth = settings.clientAuth();
        this.protocols = settings.protocols().toArray(String[]::new);
        // Of those that are usual without being asked for, this JVM need not have all.
        Set<String> known = Set.of(context.getSupportedSSLParameters().getCipherSuites());
        this.suites = settings.ciphers().stream().filter(known::contains).toArray(String[]::new);
        this.applicationProtocols = applicationProtocols.clone();
    }

    /**
     * Makes a context.
     *
     * @param trust by which clients' certificates are judged, or null if they are not asked for any
     * @param applicationProtocols names for ALPN, the best first
     */
    static TlsContext of(List<Identity> identities, TrustManager[] trust, TlsSettings settings,
            String... applicationProtocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Without managers of our own the JDK would read its list of authorities, for nothing.
            context.init(new KeyManager[] {new NamedKeys(identities)}, trust == null ? new TrustManager[0] : trust,
                    null);
            return new TlsContext(context, settings, applicationProtocols);
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
