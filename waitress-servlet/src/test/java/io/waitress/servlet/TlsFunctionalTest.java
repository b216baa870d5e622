package io.waitress.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.ProxyHeader;
import io.waitress.core.settings.Settings;
import io.waitress.core.testing.RawClient;
import io.waitress.servlet.security.FileRealm;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What servlets see of TLS. */
@Timeout(300)
class TlsFunctionalTest {

    private static final String PASSWORD = "secret";

    @TempDir
    static Path folder;
    private static Path own;
    private static Path clients;

    private TestServer server;

    /** Answers what the request says of its connection. */
    private static final class Mirror extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (request.getPathInfo().equals("/user")) {
                if (request.authenticate(response)) {
                    response.getWriter().print(request.getRemoteUser() + "|" + request.getAuthType() + "|"
                            + request.isUserInRole("staff"));
                }
                return;
            }
            if (request.getPathInfo().equals("/move")) {
                request.getSession();
                response.sendRedirect("/moved");
                return;
            }
            String prefix = "jakarta.servlet.request.";
            X509Certificate[] chain = (X509Certificate[]) request.getAttribute(prefix + "X509Certificate");
            Integer keySize = (Integer) request.getAttribute(prefix + "key_size");
            String id = (String) request.getAttribute(prefix + "ssl_session_id");
            response.getWriter().print(String.join("|", request.getScheme(), String.valueOf(request.isSecure()),
                    String.valueOf(request.getServerPort() == request.getLocalPort()),
                    String.valueOf(request.getAttribute(prefix + "secure_protocol")),
                    String.valueOf(request.getAttribute(prefix + "cipher_suite")), String.valueOf(keySize),
                    String.valueOf(id != null && !id.isEmpty()),
                    chain == null ? "nobody" : chain[0].getSubjectX500Principal().toString()));
        }
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        own = makeKey("localhost");
        clients = makeKey("A client");
    }

    private static Path makeKey(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + name + ", O=Test", "-ext",
                "SAN=DNS:localhost,IP:127.0.0.1", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
                PASSWORD).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return file;
    }

    private void serve(Consumer<Settings.Builder> change) {
        serve(login -> { }, change);
    }

    private void serve(Consumer<LoginOptions> login, Consumer<Settings.Builder> change) {
        server = TestServer.start(ServletApplication.builder().servlet("/*", new Mirror()).login(login).build(),
                settings -> {
                    settings.tls(tls -> tls.keystore(own).truststore(clients).password(PASSWORD));
                    change.accept(settings);
                });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path, boolean certificate, String... headers) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", KeyStore.getInstance(own.toFile(), PASSWORD.toCharArray())
                .getCertificate("key"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
        keys.init(KeyStore.getInstance(clients.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newBuilder().sslContext(context).build().send(request.build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void showsTheConnectionAndTheClientsCertificate() throws Exception {
        serve(settings -> { });

        String body = get("/", true).body();

        assertTrue(body.matches("https\\|true\\|true\\|TLSv1\\.3\\|TLS_AES_\\w+\\|(128|256)\\|true\\|"
                + "CN=A client, O=Test"), body);
        assertTrue(get("/", false).body().endsWith("|nobody"));
    }

    @Test
    void takesTheUserFromTheCertificate() throws Exception {
        FileRealm users = FileRealm.load(Files.writeString(folder.resolve("users"), "CN=A client,O=Test: ,staff\n"));
        serve(login -> login.realm(users).clientCertificate(), settings -> { });

        assertEquals("CN=A client, O=Test|CLIENT_CERT|true", get("/user", true).body());
        assertEquals(403, get("/user", false).statusCode());
    }

    @Test
    void refusesACertificateThatIsNobodys() throws Exception {
        FileRealm users = FileRealm.load(Files.writeString(folder.resolve("others"), "CN=Another, O=Test: ,staff\n"));
        serve(login -> login.realm(users).clientCertificate(), settings -> { });

        assertEquals(403, get("/user", true).statusCode());
    }

    @Test
    void redirectsAndMarksCookiesAsSecure() throws Exception {
        serve(settings -> { });

        HttpResponse<String> response = get("/move", false);

        assertEquals(302, response.statusCode());
        String location = response.headers().firstValue("Location").orElseThrow();
        assertTrue(location.equals("/moved") || location.equals("https://localhost:" + server.port() + "/moved"),
                location);
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("; Secure"), cookie);
    }

    /** A proxy's client has spoken plain HTTP, so nothing is shown of the encryption between the proxy and us. */
    @Test
    void believesATrustedProxy() throws Exception {
        serve(settings -> settings.proxy(proxy -> proxy.trusted("*")).proxy(proxy -> proxy.headers(ProxyHeader.X_FORWARDED_PROTO)));

        String body = get("/", false, "X-Forwarded-Proto", "http").body();

        assertEquals("http|false|true|null|null|null|false|nobody", body);
    }

    /** The port is not known before it is bound. */
    @Test
    void redirectsToItsOwnPortWhereAConstraintAsksForIt() {
        server = TestServer.start(ServletApplication.builder().servlet("/*", new Mirror())
                .security(security -> security.constraint("/*", constraint -> constraint.confidential())).build(),
                settings -> settings.listen("http://127.0.0.1:0", "127.0.0.1:0")
                        .tls(tls -> tls.keystore(own).password(PASSWORD)));

        try (RawClient client = server.connect()) {
            assertEquals("https://test:" + server.server().uris().get(1).getPort() + "/x",
                    client.send("GET /x HTTP/1.1\r\nHost: test\r\n\r\n").readResponse().header("Location"));
        }
    }
}
