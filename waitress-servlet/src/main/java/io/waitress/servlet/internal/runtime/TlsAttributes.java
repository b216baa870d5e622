package io.waitress.servlet.internal.runtime;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The request attributes of a request over TLS (Servlet 6.1, section 3.10). */
final class TlsAttributes {

    private static final String PREFIX = "jakarta.servlet.request.";

    private TlsAttributes() {
    }

    static Map<String, Object> of(SSLSession session) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(PREFIX + "secure_protocol", session.getProtocol());
        attributes.put(PREFIX + "cipher_suite", session.getCipherSuite());
        int bits = keyBits(session.getCipherSuite());
        if (bits > 0) {
            attributes.put(PREFIX + "key_size", bits);
        }
        if (session.getId().length > 0) {
            attributes.put(PREFIX + "ssl_session_id", HexFormat.of().formatHex(session.getId()));
        }
        X509Certificate[] certificates = certificates(session);
        if (certificates.length > 0) {
            attributes.put(PREFIX + "X509Certificate", certificates);
        }
        return attributes;
    }

    /** Returns the effective key size of the cipher of a suite, or 0 if its name does not tell. */
    static int keyBits(String suite) {
        if (suite.contains("_256_") || suite.contains("CHACHA20")) {
            return 256;
        }
        if (suite.contains("_128_")) {
            return 128;
        }
        return suite.contains("3DES") ? 112 : 0;
    }

    /** Returns the client's certificate and those of its issuers; none if it has sent none. */
    static X509Certificate[] certificates(SSLSession session) {
        try {
            Certificate[] peer = session.getPeerCertificates();
            X509Certificate[] chain = new X509Certificate[peer.length];
            for (int i = 0; i < peer.length; i++) {
                if (!(peer[i] instanceof X509Certificate certificate)) {
                    return new X509Certificate[0];
                }
                chain[i] = certificate;
            }
            return chain;
        } catch (SSLPeerUnverifiedException ignored) { // the client sent none
            return new X509Certificate[0];
        }
    }
}
