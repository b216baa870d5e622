package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.core.testing.RawResponse;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import jakarta.servlet.ServletContext;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a descriptor sets, and the resources of jars, of an archive and of a folder, over a socket. */
@Timeout(300)
class DescriptorSettingsFunctionalTest {

    private static final String TELL = """
            package shop;
            import jakarta.servlet.http.*;
            public class Tell extends HttpServlet {
                @Override
                protected void doPost(HttpServletRequest request, HttpServletResponse response)
                        throws java.io.IOException {
                    String locale = request.getParameter("locale");
                    response.setContentType("text/plain");
                    if (locale != null) {
                        response.setLocale(java.util.Locale.forLanguageTag(locale));
                    }
                    response.getWriter().print(request.getCharacterEncoding() + " " + request.getParameter("text"));
                }
            }
            """;

    private static final String DESCRIPTOR = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
              <servlet><servlet-name>tell</servlet-name><servlet-class>shop.Tell</servlet-class></servlet>
              <servlet-mapping><servlet-name>tell</servlet-name><url-pattern>/tell</url-pattern></servlet-mapping>
              <welcome-file-list><welcome-file>start.html</welcome-file></welcome-file-list>
              <mime-mapping><extension>SOUP</extension><mime-type>application/x-soup</mime-type></mime-mapping>
              <locale-encoding-mapping-list>
                <locale-encoding-mapping><locale>ja</locale><encoding>EUC-JP</encoding></locale-encoding-mapping>
              </locale-encoding-mapping-list>
              <default-context-path>/shop</default-context-path>
              <request-character-encoding>UTF-8</request-character-encoding>
              <response-character-encoding>ISO-8859-15</response-character-encoding>
            </web-app>
            """;

    @TempDir
    private static Path folder;
    private static Path app;
    private static Path archive;

    private WebApp loaded;
    private TestServer server;
    private RawClient client;

    @BeforeAll
    static void makeApplication() throws Exception {
        app = folder.resolve("app");
        write(app, "start.html", "start");
        write(app, "menu/menu.soup", "tomato");
        write(app, "both.txt", "application's");
        write(app, "WEB-INF/web.xml", DESCRIPTOR);
        TestClasses.compile(app.resolve("WEB-INF/classes"), "shop.Tell", TELL);
        Path jar = folder.resolve("jar");
        write(jar, "META-INF/resources/both.txt", "jar's");
        write(jar, "META-INF/resources/menu/of jar.soup", "onion");
        write(jar, "META-INF/resources/docs/start.html", "docs of jar");
        TestClasses.jar(app.resolve("WEB-INF/lib/lib.jar"), jar, Map.of());
        archive = folder.resolve("app.war");
        TestClasses.jar(archive, app, Map.of());
    }

    private static void write(Path root, String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void serve(boolean packed) throws Exception {
        loaded = WebApp.load(packed ? archive : app);
        server = TestServer.start(loaded.application());
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
        loaded.close();
    }

    private RawResponse post(String form) {
        return client.send("POST /shop/tell HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: " + form.length() + "\r\n\r\n" + form).readResponse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servesItWhereItAsksToBe(boolean packed) throws Exception {
        serve(packed);

        assertEquals("start", client.get("/shop/").text());
        assertEquals(404, client.get("/start.html").status());
        assertEquals("/shop", server.servletContext().getContextPath());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void knowsEncodingsAndTypes(boolean packed) throws Exception {
        serve(packed);

        RawResponse plain = post("text=%C3%BC");
        assertEquals("text/plain;charset=ISO-8859-15", plain.header("Content-Type"));
        assertEquals("UTF-8 ü", new String(plain.content(), "ISO-8859-15"));
        RawResponse japanese = post("locale=ja-JP&text=%E6%96%87");
        assertEquals("text/plain;charset=EUC-JP", japanese.header("Content-Type"));
        assertEquals("UTF-8 文", new String(japanese.content(), "EUC-JP"));
        assertEquals("application/x-soup", client.get("/shop/menu/menu.soup").header("Content-Type"));
        assertEquals("application/x-soup", client.get("/shop/menu/of%20jar.soup").header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void laysTheResourcesOfJarsBelowItsOwn(boolean packed) throws Exception {
        serve(packed);
        ServletContext context = server.servletContext();

        assertEquals("application's", client.get("/shop/both.txt").text());
        assertEquals("onion", client.get("/shop/menu/of%20jar.soup").text());
        assertEquals("docs of jar", client.get("/shop/docs/").text());
        assertEquals(302, client.get("/shop/docs").status());
        assertEquals(Set.of("/menu/menu.soup", "/menu/of jar.soup"), context.getResourcePaths("/menu"));
        assertEquals(Set.of("/start.html", "/both.txt", "/menu/", "/docs/", "/WEB-INF/", "/META-INF/"),
                with("/META-INF/", context.getResourcePaths("/")));
        assertEquals(Set.of("/WEB-INF/lib/lib.jar"), context.getResourcePaths("/WEB-INF/lib/"));
        try (InputStream in = context.getResourceAsStream("/menu/of jar.soup")) {
            assertEquals("onion", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertTrue(context.getResource("/docs/start.html").toString().contains("lib.jar!/META-INF/resources/docs/"));
    }

    /** A packed application has its manifest's folder. */
    private static Set<String> with(String name, Set<String> paths) {
        Set<String> all = new TreeSet<>(paths);
        all.add(name);
        return all;
    }

    /** What is in a jar has no place of its own in the file system (Servlet 6.1, {@code getRealPath}). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void knowsRealPathsOfItsFilesAlone(boolean packed) throws Exception {
        serve(packed);
        ServletContext context = server.servletContext();

        String real = context.getRealPath("/menu/menu.soup");
        assertNotNull(real);
        assertEquals("tomato", Files.readString(Path.of(real)));
        assertEquals(!packed, Path.of(real).startsWith(app.toRealPath()), real);
        assertNull(context.getRealPath("/menu/of jar.soup"));
        assertNull(context.getRealPath("/docs/start.html"));
    }
}
