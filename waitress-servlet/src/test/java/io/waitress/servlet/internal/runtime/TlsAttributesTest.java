package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsAttributesTest {

    private final SSLSession session = mock(SSLSession.class);

    private ServletRequestImpl request(byte... id) {
        when(session.getProtocol()).thenReturn("TLSv1.3");
        when(session.getCipherSuite()).thenReturn("TLS_AES_128_GCM_SHA256");
        when(session.getId()).thenReturn(id);
        return new Fixture().request(FakeExchange.get("/").server("https", "localhost", 443).tls(session));
    }

    @Test
    void showsTheSessionAndTheClientsCertificates() throws Exception {
        X509Certificate certificate = mock(X509Certificate.class);
        when(session.getPeerCertificates()).thenReturn(new Certificate[] {certificate});

        ServletRequestImpl request = request((byte) 0x0a, (byte) 0xff);

        assertEquals("TLSv1.3", request.getAttribute("jakarta.servlet.request.secure_protocol"));
        assertEquals("TLS_AES_128_GCM_SHA256", request.getAttribute("jakarta.servlet.request.cipher_suite"));
        assertEquals(128, request.getAttribute("jakarta.servlet.request.key_size"));
        assertEquals("0aff", request.getAttribute("jakarta.servlet.request.ssl_session_id"));
        assertArrayEquals(new X509Certificate[] {certificate},
                (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate"));
        assertEquals(5, Collections.list(request.getAttributeNames()).size());
    }

    @Test
    void hasNoCertificateOfAClientThatSentNone() throws Exception {
        when(session.getPeerCertificates()).thenThrow(new SSLPeerUnverifiedException("none"));

        ServletRequestImpl request = request();

        assertNull(request.getAttribute("jakarta.servlet.request.X509Certificate"));
        assertNull(request.getAttribute("jakarta.servlet.request.ssl_session_id"));
        assertTrue(request.getServletConnection().isSecure());
    }

    @ParameterizedTest
    @CsvSource({"TLS_AES_256_GCM_SHA384,256", "TLS_CHACHA20_POLY1305_SHA256,256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,128", "SSL_RSA_WITH_3DES_EDE_CBC_SHA,112", "TLS_OTHER,0"})
    void readsTheKeySizeFromTheSuite(String suite, int bits) {
        assertEquals(bits, TlsAttributes.keyBits(suite));
    }
}
