package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications made for javax.servlet with jars that are not as plain as most. */
@Timeout(300)
class LegacyJarsFunctionalTest {

    private static final Path APIS = Path.of("target/legacy-apis").toAbsolutePath();
    private static final String SERVLET_4 = APIS.resolve("javax.servlet-api-4.0.1.jar").toString();

    private static final String OLD = """
            package old;
            import javax.servlet.http.*;
            public class Old extends HttpServlet {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    response.getWriter().print(lib.Library.of(request));
                }
            }
            """;

    @TempDir
    private Path folder;
    private Path content;
    private Path libraries;

    @BeforeEach
    void makeApplication() throws IOException {
        content = folder.resolve("content");
        libraries = Files.createDirectories(content.resolve("WEB-INF/lib"));
        Path library = compiled("library", SERVLET_4, "javax", "one");
        TestClasses.compile(content.resolve("WEB-INF/classes"), SERVLET_4 + File.pathSeparator + library, "old.Old",
                OLD);
        Files.writeString(content.resolve("WEB-INF/web.xml"), """
                <web-app>
                  <servlet><servlet-name>old</servlet-name><servlet-class>old.Old</servlet-class></servlet>
                  <servlet-mapping><servlet-name>old</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
                </web-app>
                """);
    }

    /** Compiles a library for one of the APIs that tells what it is and what the request's method is. */
    private Path compiled(String name, String classPath, String api, String what) throws IOException {
        Path classes = folder.resolve(name);
        TestClasses.compile(classes, classPath, "lib.Library", "package lib; public class Library {"
                + " public static String of(" + api + ".servlet.http.HttpServletRequest request) {"
                + " return \"" + what + " \" + request.getMethod(); } }");
        return classes;
    }

    private String answer() throws IOException {
        try (WebApp app = WebApp.load(content);
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            return client.get("/").text();
        }
    }

    @Test
    void usesTheServersApiThoughTheApplicationHasItsOwn() throws Exception {
        TestClasses.jar(libraries.resolve("library.jar"), folder.resolve("library"), Map.of());
        for (String api : new String[] {"javax.servlet-api-4.0.1.jar", "servlet-api-2.5.jar"}) {
            Files.copy(APIS.resolve(api), libraries.resolve(api));
        }

        assertEquals("one GET", answer());
        try (WebApp app = WebApp.load(content)) {
            assertSame(jakarta.servlet.Servlet.class, app.classLoader().loadClass("jakarta.servlet.Servlet"));
        }
    }

    @Test
    void convertsTheClassesForLaterVersionsOfJavaToo() throws IOException {
        Path library = folder.resolve("library");
        Path later = compiled("later", SERVLET_4, "javax", "later").resolve("lib/Library.class");
        Files.copy(later, Files.createDirectories(library.resolve("META-INF/versions/9/lib")).resolve("Library.class"));
        Files.copy(later, Files.createDirectories(library.resolve("META-INF/versions/999/lib"))
                .resolve("Library.class"));
        TestClasses.jar(libraries.resolve("library.jar"), library, Map.of("Multi-Release", "true"));

        assertEquals("later GET", answer());
    }

    @Test
    void leavesOutSignaturesOfWhatHasChanged() throws IOException {
        Path library = folder.resolve("library");
        Files.createDirectories(library.resolve("META-INF"));
        Files.writeString(library.resolve("META-INF/SHOP.SF"), "Signature-Version: 1.0\n\nName: lib/Library.class\n"
                + "SHA-256-Digest: AAAA\n");
        Files.writeString(library.resolve("META-INF/SHOP.RSA"), "no signature");
        TestClasses.jar(libraries.resolve("library.jar"), library, Map.of());

        assertEquals("one GET", answer());
        try (WebApp app = WebApp.load(content)) {
            assertNull(app.classLoader().getResource("META-INF/SHOP.SF"));
            assertNull(app.classLoader().getResource("META-INF/SHOP.RSA"));
            assertNotNull(app.classLoader().getResource("lib/Library.class"));
        }
    }

    @Test
    void copiesDataAsItIs() throws Exception {
        Path library = folder.resolve("library");
        byte[] data = new byte[1_000_000];
        new Random(1).nextBytes(data);
        byte[] name = "javax.servlet.Servlet".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, data, 0, name.length);
        Files.write(library.resolve("data.bin"), data);
        TestClasses.jar(libraries.resolve("library.jar"), library, Map.of());

        try (WebApp app = WebApp.load(content);
                InputStream in = app.classLoader().getResourceAsStream("data.bin")) {
            assertArrayEquals(data, in.readAllBytes());
        }
    }

    /** As some build tools of old made them. */
    @Test
    void takesJarsWithoutManifestAndWithTheSameNameTwice() throws IOException {
        byte[] type = Files.readAllBytes(folder.resolve("library/lib/Library.class"));
        Path jar = libraries.resolve("library.jar");
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : new String[] {"lib/Library.class", "lib/Library.clasz"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(type);
                zip.closeEntry();
            }
        }
        String twice = Files.readString(jar, StandardCharsets.ISO_8859_1).replace(".clasz", ".class");
        Files.writeString(jar, twice, StandardCharsets.ISO_8859_1);

        assertEquals("one GET", answer());
    }

    @Test
    void leavesJarsThatWereMadeForJakartaAsTheyAre() throws IOException {
        TestClasses.jar(libraries.resolve("library.jar"),
                compiled("jakarta", System.getProperty("java.class.path"), "jakarta", "new"), Map.of());

        assertEquals("new GET", answer());
    }
}
