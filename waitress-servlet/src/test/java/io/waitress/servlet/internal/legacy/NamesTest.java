package io.waitress.servlet.internal.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            javax.servlet                              | jakarta.servlet
            javax/servlet/Servlet                      | jakarta/servlet/Servlet
            javax.servlet.http.HttpServlet             | jakarta.servlet.http.HttpServlet
            javax/servlet/http/HttpServlet.class       | jakarta/servlet/http/HttpServlet.class
            /javax/servlet/resources/web-app_2_3.dtd   | /jakarta/servlet/resources/web-app_2_3.dtd
            jar:file:/a.jar!/javax/el/ELContext.class  | jar:file:/a.jar!/jakarta/el/ELContext.class
            javax.servlet.error.status_code            | jakarta.servlet.error.status_code
            javax.servlet.include.                     | jakarta.servlet.include.
            javax.servlet.jsp.jstl.fmt.locale          | jakarta.servlet.jsp.jstl.fmt.locale
            javax.servlet.context.tempdir              | jakarta.servlet.context.tempdir
            javax/servlet/jsp/tagext/TagSupport        | jakarta/servlet/jsp/tagext/TagSupport
            javax.el.ELResolver                        | jakarta.el.ELResolver
            javax.websocket.server.ServerEndpoint      | jakarta.websocket.server.ServerEndpoint
            javax.servlet.*                            | jakarta.servlet.*
            <a>javax.servlet.http.HttpServlet</a>      | <a>jakarta.servlet.http.HttpServlet</a>
            META-INF/services/javax.servlet.ServletContainerInitializer | META-INF/services/jakarta.servlet.ServletContainerInitializer
            Ljavax/servlet/Servlet;                    | Ljakarta/servlet/Servlet;
            [Ljavax/servlet/Servlet;                   | [Ljakarta/servlet/Servlet;
            [[Ljavax.servlet.Servlet;                  | [[Ljavax.servlet.Servlet;
            (ILjavax/servlet/Servlet;)V                | (ILjakarta/servlet/Servlet;)V
            ()Ljavax/el/ELContext;                     | ()Ljakarta/el/ELContext;
            (Ljava/lang/String;Ljavax/el/ELContext;Ljavax/sql/DataSource;)V | (Ljava/lang/String;Ljakarta/el/ELContext;Ljavax/sql/DataSource;)V
            <T:Ljavax/servlet/Filter;>Ljava/lang/Object; | <T:Ljakarta/servlet/Filter;>Ljava/lang/Object;
            <T::Ljavax/servlet/Filter;>Ljava/util/Map<TT;+Ljavax/servlet/Servlet;>; | <T::Ljakarta/servlet/Filter;>Ljava/util/Map<TT;+Ljakarta/servlet/Servlet;>;
            Ljava/util/List<Ljavax/servlet/http/Cookie;>; | Ljava/util/List<Ljakarta/servlet/http/Cookie;>;
            javax.annotation.PostConstruct             | jakarta.annotation.PostConstruct
            javax/annotation/Resource$AuthenticationType | jakarta/annotation/Resource$AuthenticationType
            Ljavax/annotation/security/RolesAllowed;   | Ljakarta/annotation/security/RolesAllowed;
            javax/servlet/SingleThreadModel            | io/waitress/servlet/legacy/SingleThreadModel
            javax.servlet.http.HttpUtils               | io.waitress.servlet.legacy.HttpUtils
            javax/servlet/http/HttpSessionContext.class | io/waitress/servlet/legacy/HttpSessionContext.class
            ()Ljavax/servlet/http/HttpSessionContext;  | ()Lio/waitress/servlet/legacy/HttpSessionContext;
            javax.sql and javax.servlet, javax.el      | javax.sql and jakarta.servlet, jakarta.el
            """)
    void renamesWhatIsJakartas(String old, String renamed) {
        assertEquals(renamed, Names.renamed(old));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "javax", "javax.", "javax/", "servlet", "javax.sql.DataSource", "javax/sql/DataSource",
        "javax.naming.InitialContext", "javax/naming/Context", "javax.xml.parsers.SAXParser", "javax/xml/bind/JAXB",
        "javax.crypto.Cipher", "javax/net/ssl/SSLContext", "javax.management.MBeanServer", "javax.security.auth.Subject",
        "javax.persistence.Entity", "javax.mail.Session", "javax.imageio.ImageIO", "javax.transaction.xa.XAResource",
        "javax.annotation.Nullable", "javax.annotation.Nonnull", "javax/annotation/meta/When", "javax.annotation",
        "javax.annotation.processing.Generated", "Ljavax/annotation/Nullable;", "javax.servlets.X", "javax.element",
        "javax.el2", "javaxservlet", "javax_servlet", "com.javax.servlet.X", "org/shaded/javax/servlet/Servlet",
        "Lorg/shaded/javax/servlet/Servlet;", "org.shaded.javax.servlet.Servlet", "myjavax.servlet.Servlet",
        "jakarta.servlet.Servlet", "http://java.sun.com/jsp/jstl/core", "Helljavax/servlet/Servlet",
        "javax.ejb.EJB", "javax.faces.webapp.FacesServlet", "javax.inject.Inject"})
    void leavesEverythingElse(String text) {
        assertSame(text, Names.renamed(text));
    }
}
