package io.waitress.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.internal.tls.TestKeys;
import io.waitress.core.internal.tls.TlsClient;
import io.waitress.core.settings.TlsClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificates the server shows, and which of clients it takes. */
@Timeout(300)
class TlsCertificatesFunctionalTest {

    @RegisterExtension
    static final TlsSite site = new TlsSite();

    @ParameterizedTest
    @CsvSource({"WANT,TLSv1.2", "WANT,TLSv1.3", "NEED,TLSv1.2", "NEED,TLSv1.3"})
    void asksForCertificatesOfClients(TlsClientAuth mode, String version) throws Exception {
        site.serve(settings -> settings.tls(tls -> tls.truststore(site.ec().file()).clientAuth(mode)));

        TlsClient known = site.connect(options -> options.version(version).certificate(site.ec()));
        assertTrue(known.get("/facts").endsWith(" CN=shop.example,O=Test"));
        if (mode == TlsClientAuth.WANT) {
            assertTrue(site.connect(options -> options.version(version)).get("/facts").endsWith(" nobody"));
        } else {
            assertThrows(IOException.class, () -> site.connect(options -> options.version(version)).get("/facts"));
        }
    }

    @Test
    void wantsCertificatesWithATrustStoreAndNeverTakesOthers() throws Exception {
        Path pem = Files.writeString(site.folder().resolve("trust.pem"), site.ec().certificatePem());
        site.serve(settings -> settings.tls(tls -> tls.truststore(pem)));

        assertTrue(site.connect(options -> options.certificate(site.ec())).get("/facts").contains("CN=shop.example"));
        // A client does not send a certificate of an authority that the server does not name.
        assertTrue(site.connect(options -> options.certificate(site.other())).get("/facts").endsWith(" nobody"));
    }

    @ParameterizedTest
    @CsvSource({"shop.example,shop.example", "Pay.SHOP.example,shop.example", "a.b.shop.example,localhost",
        "other.example,other.example", "localhost,localhost", "nowhere.example,localhost", ",localhost"})
    void choosesTheCertificateByName(String asked, String expected) throws Exception {
        Path store = TestKeys.together(site.folder(), site.rsa(), site.ec(), site.other());
        site.serve(settings -> settings.tls(tls -> tls.keystore(store)));

        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertEquals("CN=" + expected + ",O=Test",
                    TlsSite.certificateName(site.connect(options -> options.name(asked).version(version))));
        }
    }

    @Test
    void takesPemFilesWithKeysBesideAndWithin() throws Exception {
        Path certificate = Files.writeString(site.folder().resolve("a b.pem"), site.rsa().certificatePem());
        Path key = Files.writeString(site.folder().resolve("a b.key"), site.rsa().keyPem());
        Path both = Files.writeString(site.folder().resolve("both.pem"),
                site.ec().keyPem() + site.ec().certificatePem());
        site.serve(settings -> settings.tls(tls -> tls.keystore(null).certificate(certificate, both).key(key, both)));

        assertEquals("CN=localhost,O=Test", TlsSite.certificateName(site.connect()));
        assertEquals("CN=shop.example,O=Test",
                TlsSite.certificateName(site.connect(options -> options.name("shop.example"))));
        site.server().close();
        site.serve(settings -> settings.tls(tls -> tls.keystore(null).certificate(both)));
        assertEquals("CN=shop.example,O=Test", TlsSite.certificateName(site.connect()));
    }

    @Test
    void servesEdwardsKeys() throws Exception {
        TestKeys edwards = TestKeys.make(site.folder(), "Ed25519", "localhost");
        site.serve(settings -> settings.tls(tls -> tls.keystore(edwards.file())));

        try (TlsClient client = TlsClient.connect(site.server().port(), TlsSite.USUAL, edwards)) {
            assertTrue(client.get("/").endsWith("Hello"));
        }
    }

    @Test
    void readsChangedFilesAndKeepsTheOldOnesIfTheyAreBroken() throws Exception {
        Path certificate = Files.writeString(site.folder().resolve("changing.pem"), site.rsa().certificatePem());
        Path key = Files.writeString(site.folder().resolve("changing.key"), site.rsa().keyPem());
        site.serve(settings -> settings.cleanupInterval(Duration.ofMillis(5))
                .tls(tls -> tls.keystore(null).certificate(certificate).key(key)));
        TlsClient before = site.connect();

        Files.writeString(certificate, site.ec().certificatePem());
        for (int i = 0; i < 10; i++) {
            Thread.yield();
            assertEquals("CN=localhost,O=Test", TlsSite.certificateName(site.connect()));
        }
        Files.writeString(key, site.ec().keyPem());
        while (!TlsSite.certificateName(site.connect()).startsWith("CN=shop.example")) {
            Thread.yield();
        }
        Files.writeString(certificate, "nonsense");
        for (int i = 0; i < 10; i++) {
            assertEquals("CN=shop.example,O=Test", TlsSite.certificateName(site.connect()));
        }
        assertTrue(before.get("/").endsWith("Hello"));
    }
}
