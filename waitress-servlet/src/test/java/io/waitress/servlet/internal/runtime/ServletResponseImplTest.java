package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServletResponseImplTest {

    private final FakeExchange exchange = FakeExchange.get("/app/page");
    private final FakeResponse wire = exchange.response();
    private final ServletResponseImpl response = new Fixture().response(exchange);

    @Test
    void writesTextInTheDeclaredCharset() throws IOException {
        response.setContentType("text/html;charset=UTF-8");

        response.getWriter().print("añ€𝄞");
        exchange.complete();

        assertEquals("añ€𝄞", wire.sent(StandardCharsets.UTF_8));
        assertEquals("text/html;charset=UTF-8", response.getHeader("content-type"));
    }

    @Test
    void declaresTheEncodingOfTheWriter() throws IOException {
        response.setContentType("text/plain");

        assertEquals("text/plain", response.getContentType());
        response.getWriter();

        assertEquals("text/plain;charset=ISO-8859-1", response.getContentType());
        assertEquals("ISO-8859-1", response.getCharacterEncoding());
    }

    @Test
    void keepsTheEncodingOfTheWriter() throws IOException {
        response.setContentType("text/xml;charset=ISO-8859-7");
        response.getWriter();

        response.setContentType("text/html;charset=UTF-8");
        response.setCharacterEncoding("UTF-16");

        assertEquals("text/html;charset=ISO-8859-7", response.getContentType());
    }

    @Test
    void takesEncodingsBackByNull() {
        response.setCharacterEncoding("UTF-8");
        response.setCharacterEncoding((String) null);
        assertEquals("ISO-8859-1", response.getCharacterEncoding());

        response.setContentType("text/plain; charset=UTF-8");
        response.setCharacterEncoding((Charset) null);
        assertEquals("ISO-8859-1", response.getCharacterEncoding());
        assertEquals("text/plain", response.getContentType());

        response.setLocale(Locale.JAPANESE);
        assertEquals("Shift_JIS", response.getCharacterEncoding());
        response.setCharacterEncoding((String) null);
        assertEquals("ISO-8859-1", response.getCharacterEncoding());
    }

    @Test
    void refusesAnUnknownEncodingWhenItIsNeeded() {
        response.setCharacterEncoding("does-not-exist");

        assertEquals("does-not-exist", response.getCharacterEncoding());
        assertThrows(UnsupportedEncodingException.class, response::getWriter);
    }

    @Test
    void setsTheEncodingByLocaleUnlessItIsExplicit() {
        response.setLocale(Locale.JAPAN);
        response.setContentType("text/html");
        assertEquals("text/html;charset=Shift_JIS", response.getContentType());
        assertEquals("ja-JP", response.getHeader("Content-Language"));

        response.setCharacterEncoding("UTF-8");
        response.setLocale(Locale.KOREAN);
        assertEquals("UTF-8", response.getCharacterEncoding());
        assertEquals(Locale.KOREAN, response.getLocale());

        response.setLocale(null);
        assertNull(response.getHeader("Content-Language"));
        assertEquals(Locale.getDefault(), response.getLocale());
    }

    @Test
    void usesTheApplicationsEncodings() throws IOException {
        Fixture fixture = new Fixture(model -> model.responseEncoding("UTF-8").localeEncoding("pt-BR", "ISO-8859-15"));
        ServletResponseImpl configured = fixture.response(FakeExchange.get("/"));

        assertEquals("UTF-8", configured.getCharacterEncoding());
        configured.setContentType("image/png");
        assertEquals("image/png", configured.getContentType());
        configured.setContentType("text/css");
        assertEquals("text/css;charset=UTF-8", configured.getContentType());
        configured.setLocale(Locale.forLanguageTag("pt-BR"));
        assertEquals("ISO-8859-15", configured.getCharacterEncoding());
        configured.setLocale(Locale.forLanguageTag("pt"));
        assertEquals("UTF-8", configured.getCharacterEncoding());
    }

    @Test
    void keepsTheCharsetOfAnEarlierContentType() {
        response.setContentType("text/html;charset=Shift_JIS");
        response.setContentType("text/xml");

        assertEquals("text/xml;charset=Shift_JIS", response.getContentType());
        response.setContentType(null);
        assertNull(response.getContentType());
        assertEquals("ISO-8859-1", response.getCharacterEncoding());
    }

    @Test
    void givesOutEitherTheStreamOrTheWriter() throws IOException {
        response.getWriter();
        assertThrows(IllegalStateException.class, response::getOutputStream);

        response.reset();
        ServletOutputStream stream = response.getOutputStream();
        assertThrows(IllegalStateException.class, response::getWriter);

        response.reset();
        response.getWriter();
        stream.print("a stale stream still works");
    }

    @Test
    void resetsEverythingButTheSessionCookies() throws IOException {
        ServletContextImpl own = new Fixture().context;
        ServletContextImpl other = new Fixture().context;
        response.setStatus(404);
        response.setHeader("X-One", "1");
        response.sessionCookie(own, "JSESSIONID=first");
        response.addCookie(new Cookie("other", "2"));
        response.sessionCookie(own, "JSESSIONID=second");
        response.sessionCookie(other, "JSESSIONID=elsewhere; Path=/other");
        response.setContentLength(100);
        response.getOutputStream().print("gone");

        response.reset();

        assertEquals(200, response.getStatus());
        assertEquals(List.of("Set-Cookie"), List.copyOf(response.getHeaderNames()));
        assertEquals(List.of("JSESSIONID=elsewhere; Path=/other", "JSESSIONID=second"), List.copyOf(response.getHeaders("set-cookie")));
        exchange.complete();
        assertEquals("", wire.text());
    }

    @Test
    void refusesChangesOnceCommitted() throws IOException {
        response.setStatus(202);
        response.flushBuffer();

        response.setStatus(500);
        response.setHeader("X-Late", "1");
        response.setContentType("text/plain");
        response.setLocale(Locale.JAPAN);
        response.addCookie(new Cookie("late", "1"));

        assertEquals(202, response.getStatus());
        assertEquals(List.of(), List.copyOf(response.getHeaderNames()));
        assertThrows(IllegalStateException.class, response::reset);
        assertThrows(IllegalStateException.class, response::resetBuffer);
        assertThrows(IllegalStateException.class, () -> response.sendError(404));
        assertThrows(IllegalStateException.class, () -> response.sendRedirect("/x"));
        assertThrows(IllegalStateException.class, () -> response.setBufferSize(10));
        assertThrows(IllegalStateException.class, () -> response.setTrailerFields(Map::of));
    }

    @Test
    void ignoresChangesOfAnIncludedResource() throws IOException {
        response.included(true);

        response.setStatus(404);
        response.setHeader("X-One", "1");
        response.sendError(500);
        response.sendRedirect("/elsewhere");
        response.getWriter().print("content stays");
        response.getWriter().close();
        response.getWriter().print("!");
        exchange.complete();

        assertEquals(200, response.getStatus());
        assertFalse(response.errorSent());
        assertEquals("content stays!", wire.text());
    }

    @Test
    void handlesNullsInHeaders() {
        response.setHeader("X-One", "1");
        response.setHeader(null, "x");
        response.addHeader(null, "x");
        response.addHeader("X-One", null);
        response.addHeader("X-One", "");
        response.setIntHeader(null, 1);
        response.addDateHeader(null, 1);

        assertEquals(List.of("1", ""), List.copyOf(response.getHeaders("x-one")));
        response.setHeader("X-One", null);
        assertFalse(response.containsHeader("X-One"));
    }

    @Test
    void keepsHeadersOnOneLine() {
        response.setHeader("X-One", "a\r\nX-Two: b\u0000€ü");

        assertEquals("a  X-Two: b ?ü", response.getHeader("X-One"));
    }

    @Test
    void treatsContentHeadersLikeTheirMethods() throws IOException {
        response.setHeader("content-type", "text/html;charset=UTF-8");
        response.addHeader("Content-Length", "5");

        assertEquals("UTF-8", response.getCharacterEncoding());
        response.getOutputStream().print("12345");
        assertTrue(response.isCommitted());
        assertThrows(IllegalArgumentException.class,
                () -> new Fixture().response(FakeExchange.get("/")).setHeader("Content-Length", "many"));
    }

    @Test
    void closesWhenTheDeclaredLengthIsWritten() throws IOException {
        response.setContentLengthLong(5);
        ServletOutputStream stream = response.getOutputStream();

        stream.print("1234");
        assertFalse(response.isCommitted());
        stream.print("5");

        assertTrue(response.isCommitted());
        assertEquals("12345", wire.text());
        stream.print("ignored");
        exchange.complete();
        assertEquals("12345", wire.text());
    }

    @Test
    void declaresTheLengthWhenClosedBeforeTheBufferIsFull() throws IOException {
        PrintWriter writer = response.getWriter();
        writer.print("all there is");

        writer.close();

        assertEquals("12", response.getHeader("Content-Length"));
        assertEquals("all there is", wire.text());
        writer.print("!");
        assertTrue(writer.checkError());
    }

    @Test
    void recordsAnErrorAndIgnoresWhatFollows() throws IOException {
        PrintWriter writer = response.getWriter();
        writer.print("before");
        response.addCookie(new Cookie("kept", "1"));

        response.sendError(418, "short and stout");
        writer.print("after");
        writer.flush();

        assertTrue(response.errorSent());
        assertEquals(418, response.errorStatus());
        assertEquals("short and stout", response.errorMessage());
        assertTrue(response.isCommitted());
        assertFalse(response.committed());
        assertThrows(IllegalStateException.class, () -> response.sendError(500));

        response.resetForError(418);
        response.getOutputStream().print("page");
        exchange.complete();
        assertEquals("page", wire.text());
        assertEquals(List.of("kept=1"), List.copyOf(response.getHeaders("Set-Cookie")));
    }

    @Test
    void redirectsWithANoteOrWithWhatWasWritten() throws IOException {
        response.getWriter().print("gone");
        response.sendRedirect("other?a=1&b=2");
        response.getWriter().print("ignored");

        assertEquals(302, wire.status());
        assertTrue(response.committed());
        assertEquals("http://localhost/app/other?a=1&b=2", response.getHeader("Location"));
        assertTrue(wire.text().contains("<a href=\"http://localhost/app/other?a=1&amp;b=2\">"), wire.text());
        assertEquals(String.valueOf(wire.sent().length), response.getHeader("Content-Length"));

        FakeExchange second = FakeExchange.get("/app/page");
        ServletResponseImpl kept = new Fixture().response(second);
        kept.getWriter().print("kept");
        kept.sendRedirect("/x", 307, false);
        assertEquals(307, second.response().status());
        assertEquals("kept", second.response().text());
        assertThrows(IllegalArgumentException.class,
                () -> new Fixture().response(FakeExchange.get("/")).sendRedirect(null));
    }

    @Test
    void sendsTrailersWithoutForbiddenFields() {
        response.setTrailerFields(() -> Map.of("X-Sum", "1\n2", "Content-Length", "7"));
        exchange.complete();

        assertEquals("1 2", wire.trailers().get("x-sum"));
        assertEquals(1, wire.trailers().size());
        assertThrows(IllegalStateException.class,
                () -> new Fixture().response(FakeExchange.get("/").http10()).setTrailerFields(Map::of));
    }

    @Test
    void writesByteBuffersOfEitherKind() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(3).put(new byte[] {'d', 'e', 'f'}).flip();
        ServletOutputStream stream = response.getOutputStream();

        stream.write(ByteBuffer.wrap(new byte[] {'x', 'a', 'b', 'c'}, 1, 3));
        stream.write(direct);
        stream.flush();

        assertEquals("abcdef", wire.text());
        assertEquals(direct.limit(), direct.position());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 199})
    void tellsAnInterimStatusThatWasSetAndSendsNone(int status) throws IOException {
        response.setStatus(status);

        assertEquals(status, response.getStatus());
        assertEquals(200, wire.status());

        response.sendError(404);

        assertEquals(404, response.getStatus());
        assertEquals(404, wire.status());
    }
}
