package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.scan.ClassAnnotation;
import io.waitress.servlet.webapp.DescriptorMerge.Part;
import io.waitress.servlet.webapp.RankedElement.Rank;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of Servlet 6.1, section 8.2.3. Elements are written short: {@code servlet(servlet-name=a init-param(…))}. */
class DescriptorMergeTest {

    private static final List<String> NONE = List.of();

    /** Reads the short form as elements of a file. */
    private static List<XmlElement> elements(String file, String text) {
        String xml = text.replaceAll("([a-z-]+)\\(", "<$1>").replaceAll("\\)", "</>")
                .replaceAll("([a-z-]+)=([^\\s<]*)", "<$1>$2</$1>");
        StringBuilder closed = new StringBuilder();
        List<String> open = new ArrayList<>();
        for (String part : xml.split("(?=<)")) {
            if (part.startsWith("</>")) {
                closed.append("</").append(open.remove(open.size() - 1)).append('>').append(part.substring(3));
                continue;
            }
            if (part.startsWith("</")) {
                open.remove(open.size() - 1);
            } else if (part.startsWith("<")) {
                open.add(part.substring(1, part.indexOf('>')));
            }
            closed.append(part);
        }
        try {
            return XmlDocument.read(new ByteArrayInputStream(
                    ("<web-app>" + closed + "</web-app>").getBytes(StandardCharsets.UTF_8)), file).root().children();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(XmlElement element) {
        if (element.children().isEmpty()) {
            return element.text().isEmpty() ? element.name() + "()" : element.name() + "=" + element.text();
        }
        return element.name() + "(" + String.join(" ", element.children().stream().map(DescriptorMergeTest::text)
                .toList()) + ")";
    }

    private static XmlElement merge(String main, List<String> fragments, List<String> annotations) {
        XmlElement root = XmlDocument.empty("web.xml", "web-app").root().withChildren(elements("web.xml", main));
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Rank.WEB_XML, root.children()));
        for (int i = 0; i < fragments.size(); i++) {
            parts.add(new Part(Rank.FRAGMENT, elements("f" + i + ".xml", fragments.get(i))));
        }
        for (int i = 0; i < annotations.size(); i++) {
            parts.add(new Part(Rank.ANNOTATION, elements("A" + i, annotations.get(i))));
        }
        return DescriptorMerge.merge(root, parts);
    }

    private static Arguments of(String main, List<String> fragments, List<String> annotations, String expected) {
        return Arguments.of(main, fragments, annotations, expected);
    }

    private static List<String> these(String... texts) {
        return List.of(texts);
    }

    static Stream<Arguments> merged() {
        return Stream.of(
                // different things add up, in order
                of("context-param(param-name=a param-value=1)", these("context-param(param-name=b param-value=2)"), NONE,
                        "context-param(param-name=a param-value=1) context-param(param-name=b param-value=2)"),
                // web.xml decides
                of("context-param(param-name=a param-value=1)", these("context-param(param-name=a param-value=2)",
                        "context-param(param-name=a param-value=3)"), NONE,
                        "context-param(param-name=a param-value=1)"),
                of("", these("context-param(param-name=a param-value=2)", "context-param(param-name=a param-value=2)"),
                        NONE, "context-param(param-name=a param-value=2)"),
                of("mime-mapping(extension=x mime-type=a/b)", these("mime-mapping(extension=X mime-type=c/d)"), NONE,
                        "mime-mapping(extension=x mime-type=a/b)"),
                of("error-page(error-code=404 location=/a)", these("error-page(error-code=404 location=/b)"
                        + " error-page(error-code=500 location=/c) error-page(location=/d)"
                        + " error-page(exception-type=E location=/e)"), NONE,
                        "error-page(error-code=404 location=/a) error-page(error-code=500 location=/c)"
                        + " error-page(location=/d) error-page(exception-type=E location=/e)"),
                // a servlet's parts
                of("servlet(servlet-name=s servlet-class=A init-param(param-name=p param-value=1))",
                        these("servlet(servlet-name=s servlet-class=B load-on-startup=3"
                                + " init-param(param-name=p param-value=2) init-param(param-name=q param-value=2))"),
                        these("servlet(servlet-name=s servlet-class=C load-on-startup=4 async-supported=true"
                                + " init-param(param-name=q param-value=3) init-param(param-name=r param-value=3))"),
                        "servlet(servlet-name=s servlet-class=A init-param(param-name=p param-value=1)"
                        + " load-on-startup=3 init-param(param-name=q param-value=2) async-supported=true"
                        + " init-param(param-name=r param-value=3))"),
                of("servlet(servlet-name=s jsp-file=/a.jsp)", these("servlet(servlet-name=s servlet-class=B)"), NONE,
                        "servlet(servlet-name=s jsp-file=/a.jsp)"),
                of("servlet(servlet-name=s multipart-config(location=/a))",
                        these("servlet(servlet-name=s servlet-class=B multipart-config(location=/b max-file-size=1))"),
                        NONE, "servlet(servlet-name=s multipart-config(location=/a) servlet-class=B)"),
                of("servlet(servlet-name=s security-role-ref(role-name=a role-link=b))",
                        these("servlet(servlet-name=s security-role-ref(role-name=a role-link=c)"
                                + " security-role-ref(role-name=d))"), NONE,
                        "servlet(servlet-name=s security-role-ref(role-name=a role-link=b)"
                        + " security-role-ref(role-name=d))"),
                of("servlet(servlet-name=init-param)", these("servlet(servlet-name=servlet-class)"), NONE,
                        "servlet(servlet-name=init-param) servlet(servlet-name=servlet-class)"),
                of("", these("servlet(servlet-name=s run-as(role-name=a))", "servlet(servlet-name=s"
                        + " run-as(role-name=a))"), NONE, "servlet(servlet-name=s run-as(role-name=a))"),
                of("filter(filter-name=f filter-class=A)", these("filter(filter-name=f async-supported=true)"),
                        these("filter(filter-name=f filter-class=B async-supported=false)"),
                        "filter(filter-name=f filter-class=A async-supported=true)"),
                // mappings of web.xml replace those of fragments, which add up and replace those of annotations
                of("servlet-mapping(servlet-name=s url-pattern=/a)", these("servlet-mapping(servlet-name=s"
                        + " url-pattern=/b)"), these("servlet-mapping(servlet-name=s url-pattern=/c)"),
                        "servlet-mapping(servlet-name=s url-pattern=/a)"),
                of("", these("servlet-mapping(servlet-name=s url-pattern=/b)",
                        "servlet-mapping(servlet-name=s url-pattern=/d)"),
                        these("servlet-mapping(servlet-name=s url-pattern=/c)"),
                        "servlet-mapping(servlet-name=s url-pattern=/b) servlet-mapping(servlet-name=s url-pattern=/d)"),
                of("", NONE, these("servlet-mapping(servlet-name=s url-pattern=/c)"),
                        "servlet-mapping(servlet-name=s url-pattern=/c)"),
                // a pattern belongs to the servlet of the first rank
                of("servlet-mapping(servlet-name=s url-pattern=/a)", these("servlet-mapping(servlet-name=t"
                        + " url-pattern=/a url-pattern=/b)"), these("servlet-mapping(servlet-name=u url-pattern=/b)"
                        + " servlet-mapping(servlet-name=v url-pattern=/a url-pattern=/c)"),
                        "servlet-mapping(servlet-name=s url-pattern=/a) servlet-mapping(servlet-name=t url-pattern=/b)"
                        + " servlet-mapping(servlet-name=v url-pattern=/c)"),
                // filters
                of("filter-mapping(filter-name=f url-pattern=/a)", these("filter-mapping(filter-name=f"
                        + " url-pattern=/b)", "filter-mapping(filter-name=g url-pattern=/c)"), NONE,
                        "filter-mapping(filter-name=f url-pattern=/a) filter-mapping(filter-name=g url-pattern=/c)"),
                of("filter-mapping(filter-name=f url-pattern=/a)", NONE, these("filter-mapping(filter-name=f"
                        + " url-pattern=/b dispatcher=FORWARD)"),
                        "filter-mapping(filter-name=f url-pattern=/a dispatcher=FORWARD)"),
                of("filter-mapping(filter-name=f url-pattern=/a dispatcher=ERROR)", NONE, these("filter-mapping("
                        + "filter-name=f url-pattern=/b dispatcher=FORWARD)"),
                        "filter-mapping(filter-name=f url-pattern=/a dispatcher=ERROR)"),
                of("filter-mapping(filter-name=f servlet-name=s dispatcher=ERROR)", NONE, these("filter-mapping("
                        + "filter-name=f url-pattern=/b servlet-name=t dispatcher=FORWARD)"),
                        "filter-mapping(filter-name=f servlet-name=s dispatcher=ERROR)"
                        + " filter-mapping(filter-name=f url-pattern=/b dispatcher=ERROR)"),
                // listeners and roles once, at their first place
                of("listener(listener-class=A)", these("listener(listener-class=B) listener(listener-class=A)"),
                        these("listener(listener-class=B) listener(listener-class=C)"),
                        "listener(listener-class=A) listener(listener-class=B) listener(listener-class=C)"),
                of("security-role(role-name=a)", these("security-role(role-name=b) security-role(role-name=a)"), NONE,
                        "security-role(role-name=a) security-role(role-name=b)"),
                // lists become one
                of("welcome-file-list(welcome-file=a)", these("welcome-file-list(welcome-file=b)",
                        "welcome-file-list(welcome-file=a welcome-file=c)"), NONE,
                        "welcome-file-list(welcome-file=a welcome-file=b welcome-file=c)"),
                of("locale-encoding-mapping-list(locale-encoding-mapping(locale=ja encoding=UTF-8))",
                        these("locale-encoding-mapping-list(locale-encoding-mapping(locale=ja encoding=EUC-JP)"
                                + " locale-encoding-mapping(locale=de encoding=UTF-8))"), NONE,
                        "locale-encoding-mapping-list(locale-encoding-mapping(locale=ja encoding=UTF-8)"
                        + " locale-encoding-mapping(locale=de encoding=UTF-8))"),
                of("session-config(cookie-config(name=A attribute(attribute-name=x attribute-value=1)))",
                        these("session-config(session-timeout=5 cookie-config(name=B domain=d"
                                + " attribute(attribute-name=x attribute-value=2)) tracking-mode=URL)",
                                "session-config(tracking-mode=COOKIE)"), NONE,
                        "session-config(cookie-config(name=A attribute(attribute-name=x attribute-value=1) domain=d)"
                        + " session-timeout=5 tracking-mode=URL tracking-mode=COOKIE)"),
                of("jsp-config(jsp-property-group(url-pattern=/a))", these("jsp-config(taglib(taglib-uri=t"
                        + " taglib-location=/t) jsp-property-group(url-pattern=/a))"), NONE,
                        "jsp-config(jsp-property-group(url-pattern=/a) jsp-property-group(url-pattern=/a)"
                        + " taglib(taglib-uri=t taglib-location=/t))"),
                // security
                of("login-config(auth-method=BASIC)", these("login-config(auth-method=DIGEST)"), NONE,
                        "login-config(auth-method=BASIC)"),
                of("", these("login-config(auth-method=DIGEST)"), NONE, "login-config(auth-method=DIGEST)"),
                of("security-constraint(display-name=a)", these("security-constraint(display-name=a)"), NONE,
                        "security-constraint(display-name=a) security-constraint(display-name=a)"),
                // callbacks
                of("post-construct(lifecycle-callback-class=A)", these("post-construct(lifecycle-callback-class=B)"
                        + " pre-destroy(lifecycle-callback-class=B)", "pre-destroy(lifecycle-callback-class=C)"), NONE,
                        "post-construct(lifecycle-callback-class=A) pre-destroy(lifecycle-callback-class=B)"
                        + " pre-destroy(lifecycle-callback-class=C)"),
                // what is only for people
                of("display-name=a", these("display-name=b description=c icon(small-icon=d)"), NONE, "display-name=a"),
                // distributable only together
                of("distributable()", these("distributable()"), these("listener(listener-class=A)"),
                        "listener(listener-class=A) distributable()"),
                of("distributable()", these("distributable()", "listener(listener-class=A)"), NONE,
                        "listener(listener-class=A)"),
                of("", these("distributable()"), NONE, ""),
                // references
                of("resource-ref(res-ref-name=r res-type=A)", these("resource-ref(res-ref-name=r res-type=B)"), NONE,
                        "resource-ref(res-ref-name=r res-type=A)"),
                of("", these("resource-ref(res-ref-name=r res-type=A)", "resource-ref(description=x res-ref-name=r"
                        + " res-type=A injection-target(injection-target-class=C))"), NONE,
                        "resource-ref(res-ref-name=r res-type=A)"));
    }

    @ParameterizedTest
    @MethodSource("merged")
    void merges(String main, List<String> fragments, List<String> annotations, String expected) {
        assertEquals(expected, String.join(" ", merge(main, fragments, annotations).children().stream()
                .map(DescriptorMergeTest::text).toList()));
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                of("", these("context-param(param-name=a param-value=2)", "context-param(param-name=a param-value=3)"),
                        NONE, "<context-param> <param-name> 'a' <param-value> '3' contradicts <context-param>"),
                of("", these("mime-mapping(extension=x mime-type=a/b)", "mime-mapping(extension=x mime-type=c/d)"), NONE,
                        "<mime-mapping>"),
                of("servlet(servlet-name=s)", these("servlet(servlet-name=s init-param(param-name=p param-value=1))",
                        "servlet(servlet-name=s init-param(param-name=p param-value=2))"), NONE, "<init-param>"),
                of("servlet(servlet-name=s)", these("servlet(servlet-name=s load-on-startup=1)",
                        "servlet(servlet-name=s load-on-startup=2)"), NONE,
                        "<load-on-startup> '2' contradicts <load-on-startup> '1' in f0.xml:1"),
                of("", these("servlet(servlet-name=s servlet-class=A)", "servlet(servlet-name=s servlet-class=B)"), NONE,
                        "<servlet-class>"),
                of("", these("servlet(servlet-name=s servlet-class=A)", "servlet(servlet-name=s jsp-file=/b)"), NONE,
                        "<jsp-file> '/b' contradicts <servlet-class> 'A'"),
                of("", these("login-config(auth-method=BASIC)", "login-config(auth-method=DIGEST)"), NONE,
                        "<login-config>"),
                of("", these("session-config(session-timeout=1)", "session-config(session-timeout=2)"), NONE,
                        "<session-timeout>"),
                of("", these("session-config(cookie-config(name=a))", "session-config(cookie-config(name=b))"), NONE,
                        "<name> 'b' contradicts <name> 'a'"),
                of("", these("error-page(error-code=404 location=/a)", "error-page(error-code=404 location=/b)"), NONE,
                        "<error-page>"),
                of("", these("resource-ref(res-ref-name=r res-type=A)", "resource-ref(res-ref-name=r res-type=B)"), NONE,
                        "<resource-ref>"),
                of("", NONE, these("servlet(servlet-name=s servlet-class=A)", "servlet(servlet-name=s servlet-class=B)"),
                        "A1:1: <servlet-class> 'B' contradicts <servlet-class> 'A' in A0:1; expected the two to agree, or"
                        + " web.xml to decide"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void refusesContradictions(String main, List<String> fragments, List<String> annotations, String problem) {
        String message = assertThrows(DescriptorException.class, () -> merge(main, fragments, annotations))
                .getMessage();

        assertTrue(message.contains(problem), message);
    }

    @Test
    void saysInElementsWhatAnnotationsSay() {
        ClassAnnotation parameter = new ClassAnnotation("P", Map.of("name", "n", "value", "v"));
        List<XmlElement> elements = new ArrayList<>();
        elements.addAll(AnnotationElements.of("a.S", "WEB-INF/classes", List.of(
                new ClassAnnotation(ClassAnnotation.WEB_SERVLET, Map.of("value", List.of("/a", "*.b"),
                        "loadOnStartup", 2, "asyncSupported", true, "initParams", List.of(parameter))))));
        elements.addAll(AnnotationElements.of("a.F", "WEB-INF/classes", List.of(
                new ClassAnnotation(ClassAnnotation.WEB_FILTER, Map.of("filterName", "f", "urlPatterns", List.of("/*"),
                        "servletNames", List.of("s"), "dispatcherTypes", List.of("FORWARD", "ERROR"))))));
        elements.addAll(AnnotationElements.of("a.L", "WEB-INF/classes",
                List.of(new ClassAnnotation(ClassAnnotation.WEB_LISTENER, Map.of()))));
        elements.addAll(AnnotationElements.of("a.U", "WEB-INF/classes",
                List.of(new ClassAnnotation(ClassAnnotation.WEB_SERVLET, Map.of("name", "u")))));

        assertEquals(List.of(
                "servlet(servlet-name=a.S servlet-class=a.S init-param(param-name=n param-value=v)"
                        + " async-supported=true load-on-startup=2)",
                "servlet-mapping(servlet-name=a.S url-pattern=/a url-pattern=*.b)",
                "filter(filter-name=f filter-class=a.F)",
                "filter-mapping(filter-name=f url-pattern=/* servlet-name=s dispatcher=FORWARD dispatcher=ERROR)",
                "listener(listener-class=a.L)",
                "servlet(servlet-name=u servlet-class=a.U)"),
                elements.stream().map(DescriptorMergeTest::text).toList());
        assertEquals("a.S in WEB-INF/classes", elements.get(0).place());
    }

    @Test
    void refusesAnnotationsThatContradictThemselves() {
        ClassAnnotation both = new ClassAnnotation(ClassAnnotation.WEB_SERVLET,
                Map.of("value", List.of("/a"), "urlPatterns", List.of("/b")));

        assertEquals("a.S in WEB-INF/lib/x.jar: @WebServlet has both value and urlPatterns; expected one of them",
                assertThrows(DescriptorException.class,
                        () -> AnnotationElements.of("a.S", "WEB-INF/lib/x.jar", List.of(both))).getMessage());
    }
}
