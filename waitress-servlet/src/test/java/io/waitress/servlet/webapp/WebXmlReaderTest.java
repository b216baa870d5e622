package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.CookieSettings;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ErrorPage;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.FilterMapping;
import io.waitress.servlet.internal.model.JspSettings;
import io.waitress.servlet.internal.model.LifecycleCallbacks;
import io.waitress.servlet.internal.model.LoginSettings;
import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.SecurityConstraint.Resources;
import io.waitress.servlet.internal.model.SecurityConstraint.Transport;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.SessionTrackingMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebXmlReaderTest {

    private static final String DTD_2_2 = """
            <?xml version="1.0" encoding="ISO-8859-1"?>
            <!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.2//EN"
                "http://no-such-host.invalid/web-app_2_2.dtd">
            """;

    private static WebXml read(String xml) {
        try {
            return WebXmlReader.read(
                    new ByteArrayInputStream(xml.getBytes(StandardCharsets.ISO_8859_1)), "WEB-INF/web.xml");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DeploymentModel modelOf(String content) {
        return read("<web-app>" + content + "</web-app>").model();
    }

    private static String errorOf(String xml) {
        return assertThrows(DescriptorException.class, () -> read(xml)).getMessage();
    }

    @Test
    void readsServletWithEverything() {
        DeploymentModel model = modelOf("""
                <servlet id="s">
                  <description>one</description>
                  <display-name>two</display-name>
                  <icon><small-icon>/a.gif</small-icon></icon>
                  <servlet-name> shop </servlet-name>
                  <servlet-class>
                    com.example.Shop
                  </servlet-class>
                  <init-param><param-name>b</param-name><param-value> 2 </param-value></init-param>
                  <init-param><param-name>a</param-name><param-value/></init-param>
                  <load-on-startup>3</load-on-startup>
                  <enabled>false</enabled>
                  <async-supported>TRUE</async-supported>
                  <run-as><description>who</description><role-name>clerk</role-name></run-as>
                  <security-role-ref><role-name>MGR</role-name><role-link>manager</role-link></security-role-ref>
                  <security-role-ref><role-name>own</role-name></security-role-ref>
                  <multipart-config>
                    <location>up</location>
                    <max-file-size>1000</max-file-size>
                    <max-request-size>5000000000</max-request-size>
                    <file-size-threshold>10</file-size-threshold>
                  </multipart-config>
                </servlet>
                <servlet-mapping>
                  <servlet-name>shop</servlet-name><url-pattern>/shop/*</url-pattern><url-pattern>*.shop</url-pattern>
                </servlet-mapping>
                <servlet-mapping><servlet-name>shop</servlet-name><url-pattern></url-pattern></servlet-mapping>
                """);

        assertEquals(List.of(ServletDefinition.builder("shop")
                .source(new ComponentSource.Named<>("com.example.Shop"))
                .patterns(List.of("/shop/*", "*.shop", ""))
                .initParameter("b", "2")
                .initParameter("a", "")
                .loadOnStartup(3)
                .enabled(false)
                .asyncSupported(true)
                .multipart(new MultipartLimits("up", 1000, 5_000_000_000L, 10))
                .runAs("clerk")
                .roleRef("MGR", "manager")
                .roleRef("own", "own")
                .build()), model.servlets());
        assertEquals(List.of("b", "a"), List.copyOf(model.servlets().get(0).initParameters().keySet()));
    }

    @Test
    void takesMappingsBeforeTheirServlets() {
        DeploymentModel model = modelOf("""
                <servlet-mapping><servlet-name>a</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>
                <servlet><servlet-name>a</servlet-name><jsp-file>/a.jsp</jsp-file></servlet>
                """);

        assertEquals(List.of(ServletDefinition.builder("a").jspFile("/a.jsp").patterns(List.of("/a")).build()),
                model.servlets());
    }

    @Test
    void keepsMappingOfServletThatIsDeclaredElsewhere() {
        DeploymentModel model = modelOf("""
                <servlet-mapping><servlet-name>default</servlet-name><url-pattern>*.css</url-pattern></servlet-mapping>
                """);

        assertEquals(List.of(ServletDefinition.builder("default").patterns(List.of("*.css")).build()),
                model.servlets());
    }

    @ParameterizedTest
    @CsvSource({"'', 2147483647", "0, 0", "-5, -5", "7, 7"})
    void readsLoadOnStartup(String text, int expected) {
        DeploymentModel model = modelOf("<servlet><servlet-name>a</servlet-name><servlet-class>A</servlet-class>"
                + "<load-on-startup>" + text + "</load-on-startup></servlet>");

        assertEquals(expected, model.servlets().get(0).loadOnStartup());
    }

    @Test
    void readsFiltersAndMappings() {
        DeploymentModel model = modelOf("""
                <filter>
                  <filter-name>gzip</filter-name><filter-class>G</filter-class>
                  <async-supported>true</async-supported>
                  <init-param><param-name>level</param-name><param-value>9</param-value></init-param>
                </filter>
                <filter-mapping>
                  <filter-name>gzip</filter-name>
                  <url-pattern>/*</url-pattern><servlet-name>a</servlet-name><servlet-name>*</servlet-name>
                  <dispatcher>REQUEST</dispatcher><dispatcher>error</dispatcher>
                </filter-mapping>
                <filter-mapping><filter-name>gzip</filter-name><url-pattern>*.js</url-pattern></filter-mapping>
                """);

        assertEquals(List.of(new FilterDefinition(
                "gzip", new ComponentSource.Named<>("G"), Map.of("level", "9"), true)), model.filters());
        assertEquals(List.of(
                new FilterMapping("gzip", List.of("/*"), List.of("a", "*"),
                        Set.of(DispatcherType.REQUEST, DispatcherType.ERROR)),
                new FilterMapping("gzip", List.of("*.js"), List.of(), Set.of(DispatcherType.REQUEST))),
                model.filterMappings());
    }

    /** Other servers take the star, and descriptors have it. */
    @Test
    void readsAStarAloneAsAllPathsOfAFilter() {
        DeploymentModel model = modelOf("""
                <filter><filter-name>f</filter-name><filter-class>F</filter-class></filter>
                <filter-mapping><filter-name>f</filter-name><url-pattern>*</url-pattern></filter-mapping>
                """);

        assertEquals(List.of("/*"), model.filterMappings().get(0).patterns());
    }

    @Test
    void readsSessionConfiguration() {
        DeploymentModel model = modelOf("""
                <session-config>
                  <session-timeout>45</session-timeout>
                  <cookie-config>
                    <name>SID</name><domain>example.com</domain><path>/x</path><comment>c</comment>
                    <http-only>true</http-only><secure>false</secure><max-age>60</max-age>
                    <attribute>
                      <attribute-name>SameSite</attribute-name><attribute-value>Lax</attribute-value>
                    </attribute>
                  </cookie-config>
                  <tracking-mode>COOKIE</tracking-mode><tracking-mode>URL</tracking-mode>
                </session-config>
                """);

        assertEquals(Duration.ofMinutes(45), model.session().timeout());
        assertEquals(new CookieSettings("SID", Map.of("Domain", "example.com", "Path", "/x", "HttpOnly", "true",
                "Secure", "false", "Max-Age", "60", "SameSite", "Lax")), model.session().cookie());
        assertEquals(Set.of(SessionTrackingMode.COOKIE, SessionTrackingMode.URL), model.session().trackingModes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void keepsTimeoutThatMeansNever(int minutes) {
        DeploymentModel model = modelOf(
                "<session-config><session-timeout>" + minutes + "</session-timeout></session-config>");

        assertEquals(Duration.ofMinutes(minutes), model.session().timeout());
    }

    @Test
    void readsSecurity() {
        DeploymentModel model = modelOf("""
                <security-constraint>
                  <display-name>admin area</display-name>
                  <web-resource-collection>
                    <web-resource-name>w</web-resource-name>
                    <url-pattern>/admin/*</url-pattern><http-method>GET</http-method><http-method>POST</http-method>
                  </web-resource-collection>
                  <web-resource-collection>
                    <web-resource-name>v</web-resource-name>
                    <url-pattern>/v</url-pattern><http-method-omission>GET</http-method-omission>
                  </web-resource-collection>
                  <auth-constraint><role-name>admin</role-name><role-name>**</role-name></auth-constraint>
                  <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                </security-constraint>
                <security-constraint>
                  <web-resource-collection><url-pattern>none</url-pattern></web-resource-collection>
                  <auth-constraint/>
                </security-constraint>
                <login-config>
                  <auth-method>FORM</auth-method><realm-name>r</realm-name>
                  <form-login-config>
                    <form-login-page>/in.jsp</form-login-page><form-error-page>/no.jsp</form-error-page>
                  </form-login-config>
                </login-config>
                <security-role><role-name>admin</role-name></security-role>
                <deny-uncovered-http-methods/>
                """);

        assertEquals(List.of(
                new SecurityConstraint("admin area", List.of(
                        new Resources("w", List.of("/admin/*"), Set.of("GET", "POST"), Set.of()),
                        new Resources("v", List.of("/v"), Set.of(), Set.of("GET"))),
                        Set.of("admin", "**"), Transport.CONFIDENTIAL),
                new SecurityConstraint(null, List.of(new Resources(null, List.of("/none"), Set.of(), Set.of())),
                        Set.of(), Transport.NONE)),
                model.security().constraints());
        assertEquals(new LoginSettings("FORM", "r", "/in.jsp", "/no.jsp"), model.security().login());
        assertEquals(Set.of("admin"), model.security().roles());
        assertTrue(model.security().denyUncoveredMethods());
    }

    @Test
    void takesTheFirstOfEqualInitParameters() {
        DeploymentModel model = modelOf("<servlet><servlet-name>s</servlet-name><init-param><param-name>p</param-name>"
                + "<param-value>1</param-value></init-param><init-param><param-name>p</param-name>"
                + "<param-value>2</param-value></init-param></servlet>");

        assertEquals(Map.of("p", "1"), model.servlets().get(0).initParameters());
    }

    @Test
    void constraintWithoutRolesSaysNothingAboutThem() {
        DeploymentModel model = modelOf("""
                <security-constraint>
                  <web-resource-collection><url-pattern>/a</url-pattern></web-resource-collection>
                </security-constraint>
                """);

        assertNull(model.security().constraints().get(0).roles());
    }

    @Test
    void readsJspConfiguration() {
        DeploymentModel model = modelOf("""
                <taglib><taglib-uri>/old</taglib-uri><taglib-location>/WEB-INF/old.tld</taglib-location></taglib>
                <jsp-config>
                  <taglib><taglib-uri>/t</taglib-uri><taglib-location>/WEB-INF/t.tld</taglib-location></taglib>
                  <jsp-property-group>
                    <url-pattern>*.jsp</url-pattern><el-ignored>true</el-ignored>
                    <error-on-el-not-found>e</error-on-el-not-found><page-encoding>UTF-8</page-encoding>
                    <scripting-invalid>false</scripting-invalid><is-xml>x</is-xml>
                    <include-prelude>/p.jspf</include-prelude><include-coda>/c.jspf</include-coda>
                    <deferred-syntax-allowed-as-literal>d</deferred-syntax-allowed-as-literal>
                    <trim-directive-whitespaces>t</trim-directive-whitespaces>
                    <default-content-type>text/html</default-content-type><buffer>8kb</buffer>
                    <error-on-undeclared-namespace>u</error-on-undeclared-namespace>
                  </jsp-property-group>
                </jsp-config>
                """);

        assertEquals(new JspSettings(
                List.of(new JspSettings.Taglib("/old", "/WEB-INF/old.tld"),
                        new JspSettings.Taglib("/t", "/WEB-INF/t.tld")),
                List.of(new JspSettings.PropertyGroup(List.of("*.jsp"), "true", "e", "UTF-8", "false", "x",
                        List.of("/p.jspf"), List.of("/c.jspf"), "d", "t", "text/html", "8kb", "u"))),
                model.jsp());
    }

    @Test
    void readsTheRest() {
        WebXml webXml = read("""
                <web-app version="6.1" metadata-complete="true" xmlns="https://jakarta.ee/xml/ns/jakartaee">
                  <display-name xml:lang="en">Shop</display-name>
                  <display-name xml:lang="de">Laden</display-name>
                  <distributable/>
                  <context-param><param-name>k</param-name><param-value>v</param-value></context-param>
                  <listener><listener-class>L</listener-class></listener>
                  <listener><listener-class>L</listener-class></listener>
                  <mime-mapping><extension>.WebP</extension><mime-type>image/webp</mime-type></mime-mapping>
                  <welcome-file-list><welcome-file>index.jsp</welcome-file></welcome-file-list>
                  <welcome-file-list><welcome-file>/home</welcome-file></welcome-file-list>
                  <error-page><error-code>404</error-code><location>/404.html</location></error-page>
                  <error-page><exception-type>E</exception-type><location>/e</location></error-page>
                  <error-page><location>/any</location></error-page>
                  <locale-encoding-mapping-list>
                    <locale-encoding-mapping><locale>zh-TW</locale><encoding>Big5</encoding></locale-encoding-mapping>
                  </locale-encoding-mapping-list>
                  <request-character-encoding>UTF-8</request-character-encoding>
                  <response-character-encoding>ISO-8859-1</response-character-encoding>
                  <default-context-path>/shop</default-context-path>
                  <absolute-ordering><name>b</name><others/><name>a</name></absolute-ordering>
                  <module-name>shop</module-name>
                  <env-entry><env-entry-name>n</env-entry-name></env-entry>
                  <resource-ref><res-ref-name>jdbc/x</res-ref-name></resource-ref>
                  <ejb-ref/><message-destination/>
                  <post-construct><lifecycle-callback-class>L</lifecycle-callback-class>
                    <lifecycle-callback-method>begin</lifecycle-callback-method></post-construct>
                  <pre-destroy><lifecycle-callback-method>nobody</lifecycle-callback-method></pre-destroy>
                </web-app>
                """);
        DeploymentModel model = webXml.model();

        assertEquals("Shop", model.displayName());
        assertTrue(model.distributable());
        assertEquals(Map.of("k", "v"), model.contextParameters());
        assertEquals(List.of("L"),
                model.listeners().stream().map(listener -> listener.source().className()).toList());
        assertEquals(Map.of("webp", "image/webp"), model.mimeTypes());
        assertEquals(List.of("index.jsp", "home"), model.welcomeFiles());
        assertEquals(List.of(ErrorPage.ofStatus(404, "/404.html"), ErrorPage.ofException("E", "/e"),
                ErrorPage.ofAny("/any")), model.errorPages());
        assertEquals(Map.of("zh_TW", "Big5"), model.localeEncodings());
        assertEquals("UTF-8", model.requestEncoding());
        assertEquals("ISO-8859-1", model.responseEncoding());
        assertEquals(new LifecycleCallbacks(Map.of("L", "begin"), Map.of(), false), model.callbacks());
        assertEquals(new WebXml(model, true, List.of("b", WebXml.OTHERS, "a"), "/shop", List.of(), List.of(), List.of()),
                webXml);
        assertEquals("[env-entry 'n', resource-ref 'jdbc/x']", model.naming().references().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'<web-app/>', 6, 1",
        "'<web-app version=\"2.4\" xmlns=\"http://java.sun.com/xml/ns/j2ee\"/>', 2, 4",
        "'<web-app version=\"2.5\" xmlns=\"http://java.sun.com/xml/ns/javaee\"/>', 2, 5",
        "'<web-app version=\"3.0\" xmlns=\"http://java.sun.com/xml/ns/javaee\"/>', 3, 0",
        "'<web-app version=\"4.0\" xmlns=\"http://xmlns.jcp.org/xml/ns/javaee\"/>', 4, 0",
        "'<j:web-app version=\"6.0\" xmlns:j=\"https://jakarta.ee/xml/ns/jakartaee\"/>', 6, 0",
        "'<web-app xmlns=\"http://xmlns.jcp.org/xml/ns/javaee\"/>', 3, 1",
        "'<web-app version=\"6.1\"/>', 6, 1",
        // neither is allowed by any schema, and found nevertheless
        "'<web-app version=\"3\" xmlns=\"http://java.sun.com/xml/ns/javaee\"/>', 2, 5",
        "'<web-app version=\"9.9\"/>', 6, 1",
        "'<web-app version=\"3.1\" xmlns=\"http://java.sun.com/dtd/web-app_2_3.dtd\"/>', 3, 1",
    })
    void knowsTheVersion(String xml, int major, int minor) {
        DeploymentModel model = read(xml).model();

        assertEquals(major, model.majorVersion());
        assertEquals(minor, model.minorVersion());
    }

    @Test
    void addsSlashesForVersion22AndReadsNoDtd() {
        DeploymentModel model = read(DTD_2_2 + """
                <web-app>
                  <servlet><servlet-name>a</servlet-name><jsp-file>a.jsp</jsp-file></servlet>
                  <servlet-mapping><servlet-name>a</servlet-name><url-pattern>a/*</url-pattern></servlet-mapping>
                  <servlet-mapping><servlet-name>a</servlet-name><url-pattern>*.do</url-pattern></servlet-mapping>
                  <error-page><error-code>404</error-code><location>404.html</location></error-page>
                </web-app>
                """).model();

        assertEquals(2, model.majorVersion());
        assertEquals(2, model.minorVersion());
        assertEquals(List.of("/a/*", "*.do"), model.servlets().get(0).patterns());
        assertEquals("/a.jsp", model.servlets().get(0).jspFile());
        assertEquals("/404.html", model.errorPages().get(0).location());
    }

    @Test
    void skipsElementsOfVendors() {
        DeploymentModel model = modelOf("""
                <v:thing xmlns:v="urn:vendor"><servlet><nonsense/></servlet></v:thing>
                <servlet><servlet-name>a</servlet-name><v:x xmlns:v="urn:vendor">y</v:x></servlet>
                """);

        assertEquals(List.of(ServletDefinition.builder("a").build()), model.servlets());
    }

    @Test
    void replacesEntitiesDeclaredInTheFile() {
        DeploymentModel model = read("""
                <!DOCTYPE web-app [<!ENTITY shop "Shop">]>
                <web-app><display-name>The &shop; <![CDATA[<1>]]></display-name></web-app>
                """).model();

        assertEquals("The Shop <1>", model.displayName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "% x"})
    void refusesExternalEntity(String name) {
        assertEquals("WEB-INF/web.xml:1: entity '" + name.replace(" ", "") + "' stands for the file"
                + " 'file:///etc/passwd'; other files are not read, put its content here", errorOf("""
                <!DOCTYPE web-app [<!ENTITY %s SYSTEM "file:///etc/passwd">]>
                <web-app><display-name>x</display-name></web-app>
                """.formatted(name)));
    }

    @Test
    void refusesEntityBomb() {
        StringBuilder xml = new StringBuilder("<!DOCTYPE web-app [<!ENTITY e0 \"aaaaaaaaaa\">");
        for (int i = 1; i < 12; i++) {
            xml.append("<!ENTITY e").append(i).append(" \"").append(("&e" + (i - 1) + ";").repeat(10)).append("\">");
        }

        String error = errorOf(xml + "]>\n<web-app><display-name>&e11;</display-name></web-app>");

        assertTrue(error.startsWith("WEB-INF/web.xml:"), error);
    }

    @Test
    void refusesTextBeyondItsLimit() {
        String error = errorOf("<web-app><display-name>" + "a".repeat((8 << 20) + 1) + "</display-name></web-app>");

        assertTrue(error.endsWith("more than 8388608 characters of text"), error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<beans/> | 1: the outermost element is <beans>; expected <web-app>",
        "<?xml version='1.0' encoding='x-nothing'?>~<web-app/> | 1: not readable as XML: Invalid encoding name"
                + " \"x-nothing\".",
        "<web-app metadata-complete='ja'/> | 1: metadata-complete is 'ja'; expected true or false",
        "`` | 1: not readable as XML: Premature end of file.",
        "<web-app>~<servlet></web-app> | 2: not readable as XML: The element type \"servlet\" must be terminated by"
                + " the matching end-tag \"</servlet>\".",
        "<web-app>~<sevlet/></web-app> | 2: unknown element <sevlet> in <web-app>; expected one that the Servlet"
                + " specification (2.2 to 6.1) has there",
        "<web-app><listener>~~<listner-class>L</listner-class></listener></web-app> | 3: unknown element"
                + " <listner-class> in <listener>; expected <listener-class>",
        "<web-app>~<listener/></web-app> | 2: <listener> lacks <listener-class>",
        "<web-app>~<listener>~<listener-class/></listener></web-app> | 3: <listener-class> is empty; expected a value",
        "<web-app>~<servlet><servlet-name>a</servlet-name>~<servlet-class>A</servlet-class>~<servlet-class>B"
                + "</servlet-class></servlet></web-app> | 4: second <servlet-class> in <servlet>, the first is in line"
                + " 3; expected at most one",
        "<web-app><servlet><servlet-name>a</servlet-name></servlet>~<servlet><servlet-name>a</servlet-name></servlet>"
                + "</web-app> | 2: second servlet named 'a', the first is in line 1; expected names to differ",
        "<web-app><filter><filter-name>a</filter-name></filter>~<filter><filter-name>a</filter-name></filter>"
                + "</web-app> | 2: second filter named 'a', the first is in line 1; expected names to differ",
        "<web-app>~<servlet><servlet-name>a</servlet-name><servlet-class>A</servlet-class><jsp-file>/a</jsp-file>"
                + "</servlet></web-app> | 2: servlet 'a' has both <servlet-class> and <jsp-file>; expected one of them",
        "<web-app><servlet><servlet-name>a</servlet-name>~<load-on-startup>soon</load-on-startup></servlet></web-app>"
                + " | 2: <load-on-startup> is 'soon'; expected a whole number from -2147483648 to 2147483647",
        "<web-app><servlet><servlet-name>a</servlet-name>~<async-supported>ja</async-supported></servlet></web-app>"
                + " | 2: <async-supported> is 'ja'; expected true or false",
        "<web-app><servlet><servlet-name>a</servlet-name><multipart-config>~<max-file-size>-2</max-file-size>"
                + "</multipart-config></servlet></web-app> | 2: <max-file-size> is '-2'; expected a whole number from"
                + " -1 to 9223372036854775807",
        "<web-app><servlet-mapping><servlet-name>a</servlet-name>~<url-pattern>a</url-pattern></servlet-mapping>"
                + "</web-app> | 2: <url-pattern> is 'a'; expected '/path', '/path/*', '*.extension', '/' or nothing",
        "<web-app><servlet-mapping><servlet-name>a</servlet-name>~<url-pattern>*</url-pattern></servlet-mapping>"
                + "</web-app> | 2: <url-pattern> is '*'; expected '/path', '/path/*', '*.extension', '/' or nothing",
        "<web-app><servlet-mapping><servlet-name>a</servlet-name>~<url-pattern>/a~b</url-pattern></servlet-mapping>"
                + "</web-app> | 2: <url-pattern> contains a line break or control character",
        "<web-app>~<servlet-mapping><servlet-name>a</servlet-name></servlet-mapping></web-app>"
                + " | 2: mapping of servlet 'a' lacks <url-pattern>",
        "<web-app><servlet-mapping><servlet-name>a</servlet-name><url-pattern>/</url-pattern></servlet-mapping>~"
                + "<servlet-mapping><servlet-name>b</servlet-name><url-pattern>/</url-pattern></servlet-mapping>"
                + "</web-app> | 2: <url-pattern> '/' is mapped to servlet 'b' and, in line 1, to servlet 'a'; expected"
                + " one servlet",
        "<web-app>~<filter-mapping><filter-name>f</filter-name></filter-mapping></web-app>"
                + " | 2: mapping of filter 'f' lacks <url-pattern> or <servlet-name>",
        "<web-app><filter-mapping><filter-name>f</filter-name><url-pattern>/</url-pattern>~<dispatcher>ALL"
                + "</dispatcher></filter-mapping></web-app> | 2: <dispatcher> is 'ALL'; expected one of [FORWARD,"
                + " INCLUDE, REQUEST, ASYNC, ERROR]",
        "<web-app><session-config/>~<session-config/></web-app>"
                + " | 2: second <session-config>, the first is in line 1; expected at most one",
        "<web-app><session-config>~<session-timeout>1h</session-timeout></session-config></web-app>"
                + " | 2: <session-timeout> is '1h'; expected a whole number from -2147483648 to 2147483647",
        "<web-app><session-config>~<tracking-mode>SSL</tracking-mode><tracking-mode>URL</tracking-mode>"
                + "</session-config></web-app> | 2: <tracking-mode> SSL stands beside others; expected it alone",
        "<web-app><error-page>~<error-code>4040</error-code><location>/x</location></error-page></web-app>"
                + " | 2: <error-code> is '4040'; expected a whole number from 100 to 599",
        "<web-app><error-page>~<location>x.html</location></error-page></web-app>"
                + " | 2: <location> is 'x.html'; expected a path that begins with '/'",
        "<web-app>~<error-page><error-code>404</error-code><exception-type>E</exception-type><location>/x</location>"
                + "</error-page></web-app> | 2: error page /x names both status 404 and exception E; expected one of"
                + " them",
        "<web-app>~<request-character-encoding>UTF-9</request-character-encoding></web-app>"
                + " | 2: <request-character-encoding> is 'UTF-9'; expected an encoding that this JVM knows",
        "<web-app>~<default-context-path>shop/</default-context-path></web-app>"
                + " | 2: <default-context-path> is 'shop/'; expected '/' or a path that begins with '/' and does not"
                + " end with it",
        "<web-app>~<login-config><auth-method>SPNEGO</auth-method></login-config></web-app>"
                + " | 2: <auth-method> is 'SPNEGO'; expected BASIC, DIGEST, FORM or CLIENT-CERT",
        "<web-app>~<login-config><auth-method>FORM</auth-method></login-config></web-app>"
                + " | 2: <auth-method> is FORM, but there is no <form-login-config>",
        "<web-app>~<security-constraint/></web-app> | 2: <security-constraint> lacks <web-resource-collection>",
        "<web-app><security-constraint>~<web-resource-collection><http-method>A</http-method><http-method-omission>B"
                + "</http-method-omission></web-resource-collection></security-constraint></web-app>"
                + " | 2: <web-resource-collection> has both <http-method> and <http-method-omission>; expected one of"
                + " them",
    })
    void namesFileLineAndExpectation(String xml, String expected) {
        assertEquals("WEB-INF/web.xml:" + expected, errorOf(xml.replace('~', '\n')));
    }

    /** Applications with such descriptors run elsewhere. */
    @Test
    void readsANamespaceThatNobodyHasPublished() {
        WebXml webXml = read("""
                <web-app xmlns="http://jakarta.ee/xml/ns/jakartaee" version="6">
                  <display-name>Shop</display-name><v:x xmlns:v="urn:vendor"/>
                </web-app>
                """);

        assertEquals("Shop", webXml.model().displayName());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<web-app>~<!-- \u00df -->~</web-app> | Invalid byte 2 of 2-byte UTF-8 sequence",
        "<web-app>~<!-- Gr\u00fc\u00dfe --></web-app> | Invalid byte 1 of 1-byte UTF-8 sequence",
        "<?xml version='1.0' encoding='US-ASCII'?>~<web-app><display-name>\u00fc</display-name></web-app>"
                + " | Byte \"252\" is not a member of the (7-bit) ASCII character set",
    })
    void namesTheFileWhoseBytesAreNotOfTheEncoding(String xml, String problem) {
        String error = errorOf(xml.replace('~', '\n'));

        assertTrue(error.matches("WEB-INF/web\\.xml:[12]: .*"), error);
        assertTrue(error.endsWith(": not readable as XML: " + problem + "; expected the encoding that its first line"
                + " declares, which is UTF-8 if it names none"), error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16BE", "UTF-16LE", "ISO-8859-1", "windows-1252", "US-ASCII"})
    void readsWhatEditorsWrite(String encoding) throws IOException {
        String text = encoding.equals("US-ASCII") ? "Shop" : "Lädchen";
        String mark = encoding.matches("UTF-(8|16.E)") ? "\ufeff" : "";
        String xml = mark + "<?xml version='1.0' encoding='" + encoding.replaceAll("16.E", "16") + "'?>\r\n<web-app>\r\n"
                + "<display-name>" + text + "</display-name></web-app>";

        assertEquals(text, WebXmlReader.read(new ByteArrayInputStream(xml.getBytes(encoding)), "web.xml").model()
                .displayName());
    }

    @Test
    void refusesWhatIsTooMuch() {
        String elements = errorOf("<web-app>" + "<icon/>".repeat(500_000) + "</web-app>");
        String bytes = errorOf("<web-app><!--" + " ".repeat(16 << 20) + "--></web-app>");

        assertEquals("WEB-INF/web.xml:1: more than 500000 elements", elements);
        assertEquals("WEB-INF/web.xml: more than 16777216 bytes", bytes);
    }

    /** Whatever the bytes are, there is a descriptor or a complaint that names the file. */
    @Test
    void complainsOfWhateverItCannotRead() throws IOException {
        byte[] good = (DTD_2_2 + """
                <web-app>
                  <servlet><servlet-name>a</servlet-name><servlet-class>A</servlet-class>
                    <init-param><param-name>n</param-name><param-value>v</param-value></init-param>
                    <load-on-startup>1</load-on-startup><multipart-config/></servlet>
                  <servlet-mapping><servlet-name>a</servlet-name><url-pattern>a/*</url-pattern></servlet-mapping>
                  <filter-mapping><filter-name>f</filter-name><servlet-name>a</servlet-name>
                    <dispatcher>ERROR</dispatcher></filter-mapping>
                  <session-config><session-timeout>5</session-timeout></session-config>
                  <error-page><error-code>404</error-code><location>404.html</location></error-page>
                  <security-constraint><web-resource-collection><url-pattern>/x</url-pattern>
                    </web-resource-collection><auth-constraint><role-name>r</role-name></auth-constraint>
                    </security-constraint>
                  <jsp-config><taglib><taglib-uri>u</taglib-uri><taglib-location>/l</taglib-location></taglib>
                    </jsp-config>
                </web-app>
                """).getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(4);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(bytes.length);
                int from = random.nextInt(bytes.length);
                if (random.nextBoolean()) {
                    bytes[at] = (byte) random.nextInt(256);
                } else {
                    System.arraycopy(good, from, bytes, at, Math.min(random.nextInt(40), bytes.length - Math.max(at, from)));
                }
            }
            byte[] read = Arrays.copyOf(bytes, random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length);
            try {
                WebXmlReader.read(new ByteArrayInputStream(read), "WEB-INF/web.xml");
            } catch (DescriptorException e) {
                assertTrue(e.getMessage().startsWith("WEB-INF/web.xml:"), e.getMessage());
            } catch (RuntimeException e) {
                throw new AssertionError(new String(read, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    @Test
    void refusesDeepNesting() {
        String error = errorOf("<web-app>" + "<description>".repeat(40) + "</description>".repeat(40) + "</web-app>");

        assertEquals("WEB-INF/web.xml:1: elements are nested deeper than 32 levels", error);
    }
}
