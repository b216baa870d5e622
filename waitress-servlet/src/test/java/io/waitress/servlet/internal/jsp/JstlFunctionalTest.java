package io.waitress.servlet.internal.jsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.TestClasses;
import io.waitress.servlet.testing.TestServer;
import io.waitress.servlet.webapp.WebApp;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSTL as applications bring it along, and copies of what the server has. */
@Timeout(300)
class JstlFunctionalTest {

    private static final String PAGE = """
            <%@ taglib prefix="c" uri="jakarta.tags.core" %>
            <%@ taglib prefix="fmt" uri="jakarta.tags.fmt" %>
            <%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
            <c:set var="dishes" value="${['soup', 'pie']}"/>
            <c:forEach var="dish" items="${dishes}" varStatus="s">${s.index}${fn:toUpperCase(dish)} </c:forEach>
            <c:if test="${empty param.a}"><c:out value="<none>"/></c:if>
            <fmt:setLocale value="en_US"/><fmt:formatNumber value="1234.5" pattern="0.00"/>
            <c:import url="/part.jsp"/>
            """;

    @TempDir
    private Path folder;

    private static String text(PageApp pages) throws IOException {
        try (WebApp app = WebApp.load(pages.folder());
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            return client.get("/").text().strip().replaceAll("\\s+", " ");
        }
    }

    @Test
    void runsTagsOfTheApplication() throws IOException {
        PageApp pages = new PageApp(folder.resolve("app")).jstl().webXml("").write("index.jsp", PAGE)
                .write("part.jsp", "imported");

        assertEquals("0SOUP 1PIE &lt;none&gt; 1234.50 imported", text(pages));
    }

    @Test
    void runsTagsOfTheClassPathOfAnEmbedder() throws IOException {
        PageApp libraries = new PageApp(folder.resolve("libraries")).jstl();
        URL[] urls;
        try (Stream<Path> jars = Files.list(libraries.folder().resolve("WEB-INF/lib"))) {
            urls = jars.map(JstlFunctionalTest::url).toArray(URL[]::new);
        }
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").write("index.jsp", PAGE)
                .write("part.jsp", "imported");

        try (URLClassLoader parent = new URLClassLoader(urls, JstlFunctionalTest.class.getClassLoader());
                WebApp app = WebApp.load(pages.folder(), options -> options.parent(parent));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            assertTrue(client.get("/").text().contains("0SOUP 1PIE"));
        }
    }

    @Test
    void runsListenersOfTagLibrariesOfTheClassPathOfAnEmbedder() throws IOException {
        Path content = folder.resolve("content");
        TestClasses.compile(content, "lib.Opening", """
                package lib;
                import jakarta.servlet.*;
                public class Opening implements ServletContextListener {
                    @Override
                    public void contextInitialized(ServletContextEvent event) {
                        event.getServletContext().setAttribute("opened", true);
                    }
                }
                """);
        new PageApp(content).write("META-INF/lib.tld", """
                <taglib xmlns="https://jakarta.ee/xml/ns/jakartaee" version="3.0">
                <tlib-version>1</tlib-version><short-name>l</short-name><uri>urn:lib</uri>
                <listener><listener-class>lib.Opening</listener-class></listener>
                </taglib>""");
        Path jar = folder.resolve("lib.jar");
        TestClasses.jar(jar, content, Map.of());
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").write("index.jsp", "${opened}");

        try (URLClassLoader parent = new URLClassLoader(new URL[] {url(jar)}, JstlFunctionalTest.class.getClassLoader());
                WebApp app = WebApp.load(pages.folder(), options -> options.parent(parent));
                TestServer server = TestServer.start(app.application());
                RawClient client = server.connect()) {
            assertEquals("true", client.get("/").text());
        }
    }

    @ParameterizedTest
    @CsvSource({"jakarta.tags.core, jakarta.tags.fmt, jakarta.tags.functions",
        "http://java.sun.com/jsp/jstl/core, http://java.sun.com/jsp/jstl/fmt, http://java.sun.com/jsp/jstl/functions",
        "http://java.sun.com/jstl/core_rt, http://java.sun.com/jstl/fmt_rt, http://java.sun.com/jsp/jstl/functions"})
    void suppliesTagsToAnApplicationWithoutThem(String core, String fmt, String functions) throws IOException {
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").write("index.jsp",
                PAGE.replace("jakarta.tags.core", core).replace("jakarta.tags.fmt", fmt)
                        .replace("jakarta.tags.functions", functions)).write("part.jsp", "imported");

        assertEquals("0SOUP 1PIE &lt;none&gt; 1234.50 imported", text(pages));
    }

    @Test
    void suppliesTheFirstVersionWithItsOwnExpressions() throws IOException {
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").write("index.jsp",
                "<%@ page isELIgnored=\"true\" %><%@ taglib prefix=\"c\" uri=\"http://java.sun.com/jstl/core\" %>"
                        + "<c:set var=\"a\" value=\"${1 + 2}\"/><c:out value=\"${a}\"/>");

        assertEquals("3", text(pages));
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Whoever has expressions of its own, as for validation, often has the API beside them. */
    @Test
    void takesItsOwnExpressionsBeforeThoseOfTheApplication() throws IOException {
        Path classes = folder.resolve("own-el");
        TestClasses.compile(classes, "jakarta.el.ELContext", "package jakarta.el; public class ELContext { }");
        TestClasses.compile(classes, "org.apache.jasper.runtime.HttpJspBase",
                "package org.apache.jasper.runtime; public class HttpJspBase { }");
        PageApp pages = new PageApp(folder.resolve("app")).webXml("").jar("el.jar", classes)
                .write("index.jsp", "${1 + 1} <%= jakarta.el.ELContext.class.getMethods().length > 9 %>");

        assertEquals("2 true", text(pages));
    }
}
