package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.MutableHeaders;
import io.waitress.servlet.internal.text.InvalidParametersException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ServletRequestImplTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Fixture fixture = new Fixture();

    @Test
    void putsParametersOfTheQueryBeforeThoseOfTheForm() {
        ServletRequestImpl request =
                fixture.request(FakeExchange.post("/?a=hello&q=%C3%BC", FORM, "a=goodbye&a=world&b="));

        assertArrayEquals(new String[] {"hello", "goodbye", "world"}, request.getParameterValues("a"));
        assertEquals("ü", request.getParameter("q"));
        assertEquals("", request.getParameter("b"));
        assertNull(request.getParameter("c"));
        assertEquals(List.of("a", "q", "b"), Collections.list(request.getParameterNames()));
        assertThrows(UnsupportedOperationException.class, () -> request.getParameterMap().clear());
    }

    @Test
    void decodesFormsInTheEncodingOfTheRequest() throws IOException {
        assertEquals("Ã¼", fixture.request(FakeExchange.post("/", FORM, "a=%C3%BC")).getParameter("a"));
        assertEquals("ü",
                fixture.request(FakeExchange.post("/", FORM + ";charset=UTF-8", "a=%C3%BC")).getParameter("a"));

        ServletRequestImpl set = fixture.request(FakeExchange.post("/", FORM, "a=%C3%BC"));
        set.setCharacterEncoding(StandardCharsets.UTF_8);
        assertEquals("ü", set.getParameter("a"));
        set.setCharacterEncoding("UTF-16");
        assertEquals("UTF-8", set.getCharacterEncoding());

        ServletRequestImpl asked = fixture.request(FakeExchange.get("/?a=1"));
        asked.getParameter("a");
        asked.setCharacterEncoding("UTF-16");
        assertEquals("UTF-16", asked.getCharacterEncoding());
        asked.getReader();
        asked.setCharacterEncoding("UTF-8");
        assertEquals("UTF-16", asked.getCharacterEncoding());

        Fixture configured = new Fixture(model -> model.requestEncoding("UTF-8"));
        assertEquals("ü", configured.request(FakeExchange.post("/", FORM, "a=%C3%BC")).getParameter("a"));
    }

    @Test
    void reportsParametersThatCannotBeRead() {
        ServletRequestImpl malformed = fixture.request(FakeExchange.get("/?a=%zz"));
        ServletRequestImpl unknown = fixture.request(FakeExchange.post("/", FORM + ";charset=klingon", "a=1"));
        ServletRequestImpl large = fixture.request(FakeExchange.post("/", FORM, "a=" + "x".repeat(2 * 1024 * 1024)));

        assertEquals(400, assertThrows(InvalidParametersException.class, () -> malformed.getParameter("a")).status());
        assertThrows(IllegalStateException.class, malformed::getParameterMap);
        assertEquals(415, assertThrows(InvalidParametersException.class, () -> unknown.getParameter("a")).status());
        assertEquals(413, assertThrows(InvalidParametersException.class, () -> large.getParameter("a")).status());
    }

    @Test
    void leavesTheBodyToWhoeverTakesItFirst() throws IOException {
        ServletRequestImpl streamed = fixture.request(FakeExchange.post("/?a=1", FORM, "b=2"));
        assertEquals("b=2", new String(streamed.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        assertNull(streamed.getParameter("b"));
        assertThrows(IllegalStateException.class, streamed::getReader);

        ServletRequestImpl parsed = fixture.request(FakeExchange.post("/", FORM, "b=2"));
        assertEquals("2", parsed.getParameter("b"));
        assertEquals(-1, parsed.getInputStream().read());

        ServletRequestImpl put = fixture.request(FakeExchange.post("/", FORM, "b=2").target("PUT", "/"));
        assertNull(put.getParameter("b"));
        assertEquals("b=2", put.getReader().readLine());
        assertThrows(IllegalStateException.class, put::getInputStream);
    }

    @Test
    void readsTextInTheEncodingOfTheRequest() throws IOException {
        ServletRequestImpl request =
                fixture.request(FakeExchange.post("/", "text/plain;charset=UTF-8", "\u00c3\u00bc\nb"));

        assertEquals("ü", request.getReader().readLine());
        assertSame(request.getReader(), request.getReader());
        assertThrows(UnsupportedEncodingException.class,
                () -> fixture.request(FakeExchange.post("/", "text/plain;charset=klingon", "")).getReader());
        assertThrows(UnsupportedEncodingException.class,
                () -> fixture.request(FakeExchange.get("/")).setCharacterEncoding("klingon"));
    }

    @Test
    void addsParametersOfADispatch() {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/?a=1&b=2"));
        DispatchTarget first = request.target();
        DispatchTarget outer = new DispatchTarget(first.context(), DispatcherType.FORWARD, "/x", first.route(),
                first.chain(), "a=0", "a=0", first, DispatchAttributes.NONE, null);
        DispatchTarget inner = new DispatchTarget(first.context(), DispatcherType.INCLUDE, "/x", first.route(),
                first.chain(), "a=0", "a=-1", outer, DispatchAttributes.NONE, null);

        request.target(inner);
        assertArrayEquals(new String[] {"-1", "0", "1"}, request.getParameterValues("a"));
        request.target(outer);
        assertArrayEquals(new String[] {"0", "1"}, request.getParameterValues("a"));
        assertEquals("a=0", request.getQueryString());
        request.target(first);
        assertArrayEquals(new String[] {"1"}, request.getParameterValues("a"));
        assertEquals("a=1&b=2", request.getQueryString());
    }

    @Test
    void readsHeaders() {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/").header("X-N", "12").header("x-n", "z")
                .header("X-Date", "Sun, 06 Nov 1994 08:49:37 GMT").header("Accept-Language", "de;q=0.5, fr-CA")
                .header("Cookie", "a=1; b=\"2\"").header("Cookie", "c=3"));

        assertEquals(12, request.getIntHeader("x-N"));
        assertEquals(-1, request.getIntHeader("None"));
        assertThrows(NumberFormatException.class, () -> request.getIntHeader("X-Date"));
        assertEquals(784111777000L, request.getDateHeader("x-date"));
        assertEquals(-1, request.getDateHeader("None"));
        assertThrows(IllegalArgumentException.class, () -> request.getDateHeader("X-N"));
        assertEquals(List.of("12", "z"), Collections.list(request.getHeaders("X-N")));
        assertEquals(List.of(), Collections.list(request.getHeaders("None")));
        assertEquals(Locale.CANADA_FRENCH, request.getLocale());
        assertEquals(List.of(Locale.CANADA_FRENCH, Locale.GERMAN), Collections.list(request.getLocales()));
        assertEquals(3, request.getCookies().length);
        assertEquals("\"2\"", request.getCookies()[1].getValue());
        assertNull(fixture.request(FakeExchange.get("/")).getCookies());
        assertEquals(Locale.getDefault(), fixture.request(FakeExchange.get("/")).getLocale());
    }

    @Test
    void tellsWhereTheRequestWent() {
        ServletRequestImpl request = fixture.request(
                FakeExchange.get("/a%20b?q").server("https", "example.org", 8443));

        assertEquals("https://example.org:8443/a%20b", request.getRequestURL().toString());
        assertEquals("/a%20b", request.getRequestURI());
        assertEquals("q", request.getQueryString());
        assertTrue(request.isSecure());
        assertEquals("192.0.2.1", request.getRemoteAddr());
        assertEquals("192.0.2.1", request.getRemoteHost());
        assertEquals(4321, request.getRemotePort());
        assertEquals("192.0.2.9", request.getLocalAddr());
        assertEquals(8080, request.getLocalPort());
        assertEquals("HTTP/1.1", request.getProtocol());
        assertEquals("", request.getProtocolRequestId());
        assertEquals("7", request.getServletConnection().getConnectionId());
        assertEquals("http/1.1", request.getServletConnection().getProtocol());
        assertFalse(request.getServletConnection().isSecure());
        assertEquals(request.getRequestId(), request.getRequestId());
        assertNotEquals(request.getRequestId(), fixture.request(FakeExchange.get("/")).getRequestId());
        assertEquals("proxied.example", fixture.request(FakeExchange.get("/")
                .remote(InetSocketAddress.createUnresolved("proxied.example", 0))).getRemoteAddr());
    }

    @Test
    void knowsTheLengthOnlyIfDeclared() {
        assertEquals(-1, fixture.request(FakeExchange.get("/")).getContentLength());
        assertEquals(-1, fixture.request(FakeExchange.chunked("/")).getContentLengthLong());
        assertEquals(3, fixture.request(FakeExchange.post("/", "text/plain", "abc")).getContentLength());
        FakeExchange large = FakeExchange.get("/").header("Content-Length", "3000000000");
        large.body().length(3_000_000_000L);
        assertEquals(-1, fixture.request(large).getContentLength());
        assertEquals(3_000_000_000L, fixture.request(large).getContentLengthLong());
    }

    @Test
    void givesTrailersOnceTheBodyIsRead() throws IOException {
        FakeExchange exchange = FakeExchange.chunked("/");
        exchange.body().feed((byte) 'x').end(new MutableHeaders().add("X-Sum", "1").add("x-sum", "2"));
        ServletRequestImpl request = fixture.request(exchange);

        assertFalse(request.isTrailerFieldsReady());
        assertThrows(IllegalStateException.class, request::getTrailerFields);
        request.getInputStream().readAllBytes();
        assertEquals(Map.of("x-sum", "1, 2"), request.getTrailerFields());
        assertEquals(Map.of(), fixture.request(FakeExchange.get("/")).getTrailerFields());
    }

    @Test
    void tellsListenersOfItsAttributes() {
        List<String> events = new ArrayList<>();
        fixture.context.listeners().add(new ServletRequestAttributeListener() {
            @Override
            public void attributeAdded(ServletRequestAttributeEvent event) {
                events.add("added " + event.getName() + event.getValue());
            }

            @Override
            public void attributeRemoved(ServletRequestAttributeEvent event) {
                events.add("removed " + event.getName() + event.getValue());
            }

            @Override
            public void attributeReplaced(ServletRequestAttributeEvent event) {
                events.add("replaced " + event.getName() + event.getValue());
            }
        });
        ServletRequestImpl request = fixture.request(FakeExchange.get("/"));

        request.removeAttribute("a");
        request.setAttribute("a", 1);
        request.setAttribute("a", 2);
        request.setAttribute("a", null);
        request.setAttribute("b", null);

        assertEquals(List.of("added a1", "replaced a1", "removed a2"), events);
        assertThrows(IllegalArgumentException.class, () -> request.setAttribute(null, 1));
        assertEquals(List.of(), Collections.list(request.getAttributeNames()));
    }

    @Test
    void tellsWhetherTheClientIsThere() {
        FakeExchange exchange = FakeExchange.get("/");
        ServletRequestImpl request = fixture.request(exchange);

        BooleanSupplier connected = assertInstanceOf(BooleanSupplier.class,
                request.getAttribute("io.waitress.client_connected"));

        assertTrue(connected.getAsBoolean());
        exchange.connected = false;
        assertFalse(connected.getAsBoolean());
    }

    @Test
    void knowsTheCallersRoles() throws Exception {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/"));
        assertFalse(request.isUserInRole("manager"));
        assertNull(request.getRemoteUser());
        assertThrows(ServletException.class, () -> request.login("jo", "secret"));
        assertThrows(ServletException.class, () -> request.authenticate(request.response()));

        request.caller(new Caller(() -> "jo", "BASIC", "manager"::equals));

        assertEquals("jo", request.getRemoteUser());
        assertEquals("BASIC", request.getAuthType());
        assertTrue(request.isUserInRole("manager"));
        assertTrue(request.isUserInRole("boss"), "a role reference of the servlet");
        assertTrue(request.isUserInRole("**"));
        assertFalse(request.isUserInRole("*"));
        assertFalse(request.isUserInRole("clerk"));
        assertTrue(request.authenticate(request.response()));
        assertThrows(ServletException.class, () -> request.login("jo", "secret"));
        request.logout();
        assertNull(request.getUserPrincipal());
    }

    @Test
    void leavesLoginToTheApplicationsMechanism() throws Exception {
        fixture.context.login(new Login() {
            @Override
            public boolean addressed(String path) {
                return false;
            }

            @Override
            public boolean identify(ServletRequestImpl request, HttpServletResponse response) {
                return true;
            }

            @Override
            public boolean authenticate(ServletRequestImpl request, HttpServletResponse response) {
                return false;
            }

            @Override
            public Caller login(ServletRequestImpl request, String name, String password) throws ServletException {
                if (!password.equals("secret")) {
                    throw new ServletException("wrong password");
                }
                return new Caller(() -> name, "FORM", role -> false);
            }

            @Override
            public void logout(ServletRequestImpl request) {
                request.setAttribute("logged out", request.getRemoteUser());
            }
        });
        ServletRequestImpl request = fixture.request(FakeExchange.get("/"));

        assertFalse(request.authenticate(request.response()));
        assertThrows(ServletException.class, () -> request.login("jo", "guess"));
        assertNull(request.getRemoteUser());
        request.login("jo", "secret");
        assertEquals("jo", request.getRemoteUser());
        request.logout();
        assertEquals("jo", request.getAttribute("logged out"));
        assertNull(request.getAuthType());
    }

    @Test
    void findsItselfInsideWrappers() {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/"));

        assertSame(request, ServletRequestImpl.of(
                new HttpServletRequestWrapper(new HttpServletRequestWrapper(request))));
    }
}
