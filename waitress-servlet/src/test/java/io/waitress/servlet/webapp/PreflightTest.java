package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.waitress.servlet.TestClasses;
import io.waitress.servlet.webapp.Preflight.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(300)
class PreflightTest {

    private static final String SERVLET_2 = "target/legacy-apis/servlet-api-2.5.jar";

    private static final String HELLO = """
            package shop;
            import jakarta.servlet.http.*;
            public class Hello extends HttpServlet {
            }
            """;

    @TempDir
    private Path folder;

    /** Adds something to an application. */
    private interface Making {

        void in(App app) throws IOException;
    }

    /** An application in the making. */
    private record App(Path root) {

        void file(String path, String content) throws IOException {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }

        void webXml(String content) throws IOException {
            file("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n" + content
                    + "\n</web-app>\n");
        }

        Path classes() {
            return root.resolve("WEB-INF/classes");
        }

        void source(String className, String source) throws IOException {
            TestClasses.compile(classes(), className, source);
        }

        void remove(String className) throws IOException {
            Files.delete(classFile(className));
        }

        Path classFile(String className) {
            return classes().resolve(className.replace('.', '/') + ".class");
        }

        void jar(String name, String className, String source) throws IOException {
            Path made = root.resolve("../" + name);
            TestClasses.compile(made, classes() + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                    className, source);
            TestClasses.jar(root.resolve("WEB-INF/lib/" + name), made, Map.of());
        }
    }

    private static Arguments row(String expected, Making making) {
        return arguments(expected, making);
    }

    static Stream<Arguments> findings() {
        return Stream.of(
                row("error descriptor WEB-INF/web.xml 3 <url-pattern> is 'x'", app -> app.webXml("""
                        <servlet><servlet-name>s</servlet-name><servlet-class>x.S</servlet-class></servlet>
                        <servlet-mapping><servlet-name>s</servlet-name><url-pattern>x</url-pattern></servlet-mapping>""")),
                row("error descriptor WEB-INF/lib/part.jar!/META-INF/web-fragment.xml 1 the outermost element", app -> {
                    app.webXml("<absurd/>"); // which does not hide the fragment's
                    Path made = app.root.resolve("../part");
                    new App(made).file("META-INF/web-fragment.xml", "<fragment/>");
                    TestClasses.jar(app.root.resolve("WEB-INF/lib/part.jar"), made, Map.of());
                }),
                row("error component shop.Gone 0 listener is of the class", app ->
                        app.webXml("<listener><listener-class>shop.Gone</listener-class></listener>")),
                row("warning component shop.Late 0 servlet 'late'", app -> app.webXml("""
                        <servlet><servlet-name>late</servlet-name><servlet-class>shop.Late</servlet-class></servlet>""")),
                row("error component shop.F 0 filter 'f' cannot be loaded: it extends or implements shop.Base", app -> {
                    app.webXml("<filter><filter-name>f</filter-name><filter-class>shop.F</filter-class></filter>");
                    app.source("shop.Base", "package shop; public class Base extends jakarta.servlet.http.HttpFilter {}");
                    app.source("shop.F", "package shop; public class F extends Base {}");
                    app.remove("shop.Base");
                }),
                row("warning missing-class WEB-INF/classes 0 shop.Part is nowhere, and used by shop.Whole", app -> {
                    app.source("shop.Part", "package shop; public class Part {}");
                    app.source("shop.Whole", "package shop; public class Whole { Object part = new Part(); }");
                    app.remove("shop.Part");
                }),
                row("warning missing-member WEB-INF/classes 0 shop.Part.go(String, int[]) is not in WEB-INF/classes, and is"
                        + " used by shop.Whole", app -> {
                    app.source("shop.Part", "package shop; public class Part { void go(String s, int[] n) {} }");
                    app.source("shop.Whole", "package shop; public class Whole { { new Part().go(null, null); } }");
                    app.source("shop.Part", "package shop; public class Part {}");
                }),
                row("warning missing-member WEB-INF/classes 0 shop.Part.go() does not fit WEB-INF/classes, where that is an"
                        + " interface", app -> {
                    app.source("shop.Part", "package shop; public abstract class Part { abstract void go(); }");
                    app.source("shop.Whole", "package shop; public class Whole { void go(Part part) { part.go(); } }");
                    app.source("shop.Part", "package shop; public interface Part { void go(); }");
                }),
                row("warning missing-member WEB-INF/lib/b.jar 0 lib.A.go() is not in WEB-INF/lib/a.jar", app -> {
                    app.source("lib.A", "package lib; public class A { public void go() {} }");
                    app.jar("b.jar", "lib.B", "package lib; public class B { { new A().go(); } }");
                    app.remove("lib.A");
                    app.jar("a.jar", "lib.A", "package lib; public class A { }");
                }),
                row("info optional-class WEB-INF/lib/b.jar 0 1 class is nowhere, of opt.more", app -> {
                    app.source("opt.more.A", "package opt.more; public class A { }");
                    app.jar("b.jar", "lib.B", "package lib; public class B { { new opt.more.A(); } }");
                    app.remove("opt.more.A");
                }),
                row("warning class-version WEB-INF/classes 0 shop.Hello cannot be loaded: compiled for Java 80", app -> {
                    app.source("shop.Hello", HELLO);
                    byte[] file = Files.readAllBytes(app.classFile("shop.Hello"));
                    file[7] = 44 + 80;
                    Files.write(app.classFile("shop.Hello"), file);
                }),
                row("warning broken-class WEB-INF/classes 0 1 class files cannot be read", app ->
                        app.file("WEB-INF/classes/Broken.class", "no class")),
                row("warning removed-module WEB-INF/classes 0 JAXB, which Java 11 removed, is used by shop.Xml", app -> {
                    app.source("javax.xml.bind.JAXB", "package javax.xml.bind; public class JAXB {}");
                    app.source("shop.Xml", "package shop; public class Xml { Object o = new javax.xml.bind.JAXB(); }");
                    app.remove("javax.xml.bind.JAXB");
                }),
                row("info removed-module WEB-INF/lib/b.jar 0 JAXB, which Java 11 removed, is used by lib.B; the library"
                        + " seems to do without it", app -> {
                    app.source("javax.xml.bind.JAXB", "package javax.xml.bind; public class JAXB {}");
                    app.jar("b.jar", "lib.B", """
                            package lib;
                            public class B {
                                { new javax.xml.bind.JAXB(); }
                                String probe = "javax.xml.bind.JAXB";
                            }
                            """);
                    app.remove("javax.xml.bind.JAXB");
                }),
                row("warning jdk-internals WEB-INF/classes 0 shop.Weaver calls ClassLoader.defineClass by reflection", app ->
                        app.source("shop.Weaver", """
                                package shop;
                                public class Weaver {
                                    void weave() throws Exception {
                                        ClassLoader.class.getDeclaredMethod("defineClass").setAccessible(true);
                                    }
                                }
                                """)),
                row("warning page bad.jsp 2 ", app -> app.file("bad.jsp", "fine\n<%= nothing %>\n")),
                row("warning page part/inner.jspf 3 of outer.jsp: ", app -> {
                    app.file("outer.jsp", "<%@ include file=\"part/inner.jspf\" %>");
                    app.file("part/inner.jspf", "\n\n<jsp:useBean/>");
                }),
                row("warning resource WEB-INF/web.xml 2 ejb-ref 'ejb/cart' is not provided", app -> app.webXml(
                        "<ejb-ref><ejb-ref-name>ejb/cart</ejb-ref-name></ejb-ref>")),
                row("warning vendor-descriptor WEB-INF/jetty-web.xml 0 is for Jetty", app ->
                        app.file("WEB-INF/jetty-web.xml", "<Configure/>")),
                row("info jar WEB-INF/lib/b.jar 0 has 1 classes that WEB-INF/lib/a.jar has too, and has first, such as"
                        + " lib.A; 1 of them differ", app -> {
                    app.jar("a.jar", "lib.A", "package lib; public class A { }");
                    app.jar("b.jar", "lib.A", "package lib; public class A { int other; }");
                }),
                row("info jar WEB-INF/lib/api.jar 0 has the API of servlets", app -> app.jar("api.jar",
                        "jakarta.servlet.Servlet", "package jakarta.servlet; public interface Servlet { }")),
                row("info legacy  0 is converted to jakarta.servlet: of its own classes, old.Old mentions", app ->
                        legacy(app)),
                row("info removed-api WEB-INF/classes 0 javax.servlet.http.HttpServletResponse.encodeUrl(String) is"
                        + " bridged, and used by old.Old", app -> legacy(app)),
                row("info removed-api WEB-INF/classes 0 javax.servlet.SingleThreadModel is bridged", app ->
                        legacy(app)));
    }

    private static void legacy(App app) throws IOException {
        TestClasses.compile(app.classes(), SERVLET_2, "old.Old", """
                package old;
                import javax.servlet.http.*;
                public class Old extends HttpServlet implements javax.servlet.SingleThreadModel {
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                        response.encodeUrl("x");
                    }
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("findings")
    void findsEachKind(String expected, Making making) throws IOException {
        App app = new App(Files.createDirectories(folder.resolve("app")));
        making.in(app);

        Preflight preflight = Preflight.of(app.root, options -> { });

        Map<?, ?> report = PlainJson.parse(preflight.json());
        List<String> found = findings(report).stream().map(PreflightTest::line).toList();
        assertTrue(found.stream().anyMatch(line -> line.startsWith(expected)), () -> String.join("\n", found));
        String severity = expected.substring(0, expected.indexOf(' '));
        assertEquals(switch (severity) {
            case "error" -> Verdict.FAILS;
            case "warning" -> Verdict.WARNINGS;
            default -> Verdict.FINE;
        }, preflight.verdict(), preflight::text);
    }

    @SuppressWarnings("unchecked") // of a parser that makes no other
    private static List<Map<String, Object>> findings(Map<?, ?> report) {
        return (List<Map<String, Object>>) report.get("findings");
    }

    private static String line(Map<String, Object> finding) {
        return finding.get("severity") + " " + finding.get("kind") + " " + finding.get("where") + " "
                + finding.getOrDefault("line", 0) + " " + finding.get("problem");
    }

    @Test
    void findsNothingInWhatIsInOrder() throws IOException {
        App app = new App(folder.resolve("app"));
        app.webXml("""
                <servlet><servlet-name>hello</servlet-name><servlet-class>shop.Hello</servlet-class></servlet>
                <servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>""");
        app.source("shop.Hello", HELLO);
        app.file("index.jsp", "<%= 1 + 1 %>");

        Preflight preflight = Preflight.of(app.root, options -> { });

        assertEquals(Verdict.FINE, preflight.verdict(), preflight::text);
        Map<?, ?> report = PlainJson.parse(preflight.json());
        assertEquals(1L, report.get("version"));
        assertEquals("fine", report.get("verdict"));
        assertEquals(false, report.get("legacy"));
        assertEquals(1L, report.get("classes"));
        assertEquals(1L, report.get("pages"));
        assertEquals(List.of(), report.get("findings"));
        assertTrue(preflight.text().startsWith(app.root + ": should run\n"), preflight::text);
    }

    @Test
    void tellsTheWorstFirstWithAdviceOnceInNarrowLines() throws IOException {
        App app = new App(folder.resolve("app"));
        app.webXml("""
                <listener><listener-class>shop.Gone</listener-class></listener>
                <listener><listener-class>shop.Lost</listener-class></listener>
                <ejb-ref><ejb-ref-name>ejb/cart</ejb-ref-name></ejb-ref>""");

        String text = Preflight.of(app.root, options -> { }).text();

        assertTrue(text.endsWith("""

                WILL NOT START
                  Servlets, filters and listeners
                    shop.Gone: listener is of the class shop.Gone, which is nowhere in the
                      application
                    shop.Lost: listener is of the class shop.Lost, which is nowhere in the
                      application
                      -> Add the jar that has the class to WEB-INF/lib, or remove the
                         declaration.

                WARNINGS
                  Resources
                    WEB-INF/web.xml:4: ejb-ref 'ejb/cart' is not provided
                """), text);
    }

    @Test
    void runsNothingOfTheApplication() throws IOException {
        App app = new App(folder.resolve("app"));
        app.source("shop.Loud", """
                package shop;
                import jakarta.servlet.*;
                @jakarta.servlet.annotation.WebListener
                @jakarta.servlet.annotation.HandlesTypes(Runnable.class)
                public class Loud implements ServletContainerInitializer, ServletContextListener, Runnable {
                    static { System.setProperty("shop.loud", "ran"); }
                    public void onStartup(java.util.Set<Class<?>> types, ServletContext context) { }
                    public void run() { }
                }
                """);
        app.file("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer", "shop.Loud");
        app.file("index.jsp", "<jsp:useBean id=\"loud\" class=\"shop.Loud\"/>");

        Preflight preflight = Preflight.of(app.root, options -> { });

        assertEquals(Verdict.FINE, preflight.verdict(), preflight::text);
        assertNull(System.getProperty("shop.loud"));
    }

    @Test
    void leavesNothingBehindOfAnArchive() throws IOException {
        App app = new App(folder.resolve("app"));
        legacy(app);
        Path archive = folder.resolve("preflight-leftovers.war");
        TestClasses.jar(archive, app.root, Map.of());

        assertEquals(Verdict.FINE, Preflight.of(archive, options -> { }).verdict());

        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertFalse(left.anyMatch(file -> file.getFileName().toString().startsWith("waitress-preflight-leftovers")));
        }
    }

    @Test
    void tellsOfAnArchiveThatIsNone() throws IOException {
        Path archive = Files.write(folder.resolve("x.war"), "nothing\u001b[1m".getBytes(StandardCharsets.UTF_8));

        Preflight preflight = Preflight.of(archive, options -> { });

        assertEquals(Verdict.FAILS, preflight.verdict());
        assertTrue(preflight.text().contains("cannot be read: "), preflight::text);
    }
}
