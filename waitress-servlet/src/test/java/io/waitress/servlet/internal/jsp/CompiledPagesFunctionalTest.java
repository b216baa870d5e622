package io.waitress.servlet.internal.jsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.internal.model.LifecycleCallbacks;
import io.waitress.servlet.testing.TestServer;
import io.waitress.servlet.webapp.WebApp;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of compiled pages between starts, and when it is not used any more. */
@Timeout(300)
class CompiledPagesFunctionalTest {

    @TempDir
    private Path folder;
    private Path work;
    private PageApp pages;

    @BeforeEach
    void makePages() throws IOException {
        work = folder.resolve("work");
        pages = new PageApp(folder.resolve("app")).jstl().webXml("")
                .write("WEB-INF/tags/say.tag", "<%@ attribute name=\"what\" %>${what}")
                .write("index.jsp", page("one"));
    }

    /** Returns a page that needs a jar and a tag file. */
    private static String page(String text) {
        return "<%@ taglib prefix=\"c\" uri=\"jakarta.tags.core\" %><%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %>"
                + "<c:if test=\"true\"><t:say what=\"" + text + "\"/></c:if>";
    }

    private String ask(Path location) throws IOException {
        return ask(location, Duration.ofSeconds(4));
    }

    private String ask(Path location, Duration interval) throws IOException {
        try (WebApp app = WebApp.load(location,
                options -> options.workFolder(work).jspCheckInterval(interval));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            return client.get("/").text();
        }
    }

    /** Returns the classes of pages that are kept, with what tells one compilation from another. */
    private Map<Path, Object> kept() throws IOException {
        Map<Path, Object> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(work.resolve("pages"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.put(file, Files.readAttributes(file, "unix:ino,ctime"));
            }
        }
        return classes;
    }

    @Test
    void usesCompiledPagesOfAnArchiveAgain() throws IOException {
        Path war = pages.war(folder.resolve("app.war"));

        assertEquals("one", ask(war));
        Map<Path, Object> compiled = kept();
        assertEquals(2, compiled.size(), compiled::toString);   // the page and its tag file
        assertEquals("one", ask(war));
        assertEquals(compiled, kept());
    }

    @Test
    void doesNotUseWhatAServerLeftBehindThatWasKilled() throws IOException {
        Path war = pages.war(folder.resolve("app.war"));
        assertEquals("one", ask(war));
        for (Path file : kept().keySet()) {
            Files.write(file, new byte[] {(byte) 0xca, (byte) 0xfe});
        }

        assertEquals("one", ask(war));
    }

    @Test
    void seesThatAnArchiveHasChangedByItsContentAlone() throws IOException {
        Path war = pages.war(folder.resolve("app.war"));
        FileTime page = Files.getLastModifiedTime(pages.folder().resolve("index.jsp"));
        FileTime archive = Files.getLastModifiedTime(war);
        assertEquals("one", ask(war));

        pages.write("index.jsp", page("two"));
        Files.setLastModifiedTime(pages.folder().resolve("index.jsp"), page);
        pages.war(war);
        Files.setLastModifiedTime(war, archive);

        assertEquals("two", ask(war));
    }

    @Test
    void usesCompiledPagesOfAFolderAgainUntilTheyChange() throws IOException {
        Path page = pages.folder().resolve("index.jsp");
        Files.setLastModifiedTime(page, FileTime.fromMillis(1_700_000_000_000L));

        assertEquals("one", ask(pages.folder()));
        Map<Path, Object> compiled = kept();
        assertEquals("one", ask(pages.folder()));
        assertEquals(compiled, kept());

        Files.writeString(page, "two");
        Files.setLastModifiedTime(page, FileTime.fromMillis(1_600_000_000_000L));
        assertEquals("two", ask(pages.folder()));
        assertNotEquals(compiled, kept());
    }

    @Test
    void seesChangesWhileAFolderIsServedUnlessToldNotTo() throws IOException {
        pages.write("never.jsp", "one");
        Path page = pages.folder().resolve("never.jsp");
        try (WebApp app = WebApp.load(pages.folder(), options -> options.jspCheckInterval(Duration.ZERO));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            assertEquals("one", client.get("/never.jsp").text());
            Files.writeString(page, "two");
            Files.setLastModifiedTime(page, FileTime.fromMillis(1_600_000_000_000L));
            assertEquals("one", client.get("/never.jsp").text());
        }
        try (WebApp app = WebApp.load(pages.folder(), options -> options.jspCheckInterval(Duration.ofSeconds(1)));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            assertEquals("two", client.get("/never.jsp").text());
            Files.writeString(page, "three");
            Files.setLastModifiedTime(page, FileTime.fromMillis(1_500_000_000_000L));
            String seen = "two";
            while (seen.equals("two")) {    // until the interval is over
                seen = client.get("/never.jsp").text();
            }
            assertEquals("three", seen);
            Files.delete(page);
            while (client.get("/never.jsp").status() != 404) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void servesTwoServersOfOneFolderAtATime() throws IOException {
        try (WebApp app = WebApp.load(pages.folder(), options -> options.workFolder(work));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            assertEquals("one", client.get("/").text());
            assertEquals("one", ask(pages.folder()));
        }
    }

    @Test
    void freesTheFolderOfAnEngineThatCannotStart() throws IOException {
        String obstacle = "org.apache.catalina.jsp_classpath";  // Jasper expects text
        try (WebApp app = WebApp.load(pages.folder(), options -> options.workFolder(work));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            app.application().servletContext().setAttribute(obstacle, 1);
            assertEquals(500, client.get("/").status());
            app.application().servletContext().removeAttribute(obstacle);

            assertEquals("one", client.get("/").text());
            assertEquals(2, kept().size());
        }
    }

    @Test
    void startsNoEngineAfterTheEnd() throws Exception {
        PageSetup setup = new PageSetup(PageSource.of(pages.folder(), "app"), List.of(), null, LifecycleCallbacks.DEFAULT,
                work, Duration.ZERO, false, false);
        try (WebApp app = WebApp.load(pages.folder()); TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            assertEquals("one", client.get("/").text());
            PageServlet servlet = new PageServlet(setup);
            servlet.init(config(app.application().servletContext()));
            HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class},
                    (proxy, method, arguments) -> method.getName().equals("getServletPath") ? "/index.jsp" : null);

            servlet.destroy();

            assertThrows(UnavailableException.class, () -> servlet.service(request, null));
            assertFalse(Files.exists(work));
        }
    }

    private static ServletConfig config(ServletContext context) {
        return new ServletConfig() {
            @Override
            public String getServletName() {
                return "late";
            }

            @Override
            public ServletContext getServletContext() {
                return context;
            }

            @Override
            public String getInitParameter(String name) {
                return null;
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return Collections.emptyEnumeration();
            }
        };
    }

    @Test
    void keepsNothingWhereOthersMayWrite() throws IOException {
        Files.createDirectories(work.resolve("pages"));
        Files.setPosixFilePermissions(work.resolve("pages"), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertEquals("one", ask(pages.folder()));
        assertEquals(Map.of(), kept());
    }

    @Test
    void keepsThePagesOfTheLastApplications() throws IOException {
        Path all = Files.createDirectories(work.resolve("pages"));
        Files.setPosixFilePermissions(all, PosixFilePermissions.fromString("rwx------"));
        for (int i = 0; i < 70; i++) {
            Path old = Files.createDirectories(all.resolve("old-" + i));
            Files.writeString(old.resolve("x.class"), "");
            Path lock = Files.writeString(old.resolve("lock"), "");
            Files.setLastModifiedTime(lock, FileTime.fromMillis(1_000_000L * (i + 1)));
        }

        ask(pages.folder());

        try (Stream<Path> left = Files.list(all)) {
            List<String> names = left.map(path -> path.getFileName().toString()).toList();
            assertEquals(64, names.size());
            assertTrue(names.contains("old-69") && !names.contains("old-0"), names::toString);
        }
    }
}
