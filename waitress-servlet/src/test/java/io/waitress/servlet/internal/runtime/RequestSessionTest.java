package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.CookieSettings;
import io.waitress.servlet.internal.model.SessionSettings;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSessionTest {

    private Fixture fixture = at("/app", SessionSettings.DEFAULT);

    private static Fixture at(String path, SessionSettings settings) {
        return new Fixture(path, model -> model.session(settings), Path.of("."));
    }

    @AfterEach
    void endSessions() {
        fixture.context.sessions().close();
    }

    private HttpSession existing() {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/first"));
        HttpSession session = request.getSession();
        request.release();
        return session;
    }

    @Test
    void sendsTheCookieOfANewSession() {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/x"));
        assertNull(request.getSession(false));

        HttpSession session = request.getSession();

        assertSame(session, request.getSession(false));
        assertEquals("JSESSIONID=" + session.getId() + "; Path=/app; HttpOnly",
                request.response().getHeader("Set-Cookie"));
        assertNull(request.getRequestedSessionId());
        assertFalse(request.isRequestedSessionIdValid());
    }

    @Test
    void configuresTheCookie() {
        fixture = at("", SessionSettings.DEFAULT.withCookie(new CookieSettings("SID",
                Map.of("HttpOnly", "false", "Domain", "example.org", "SameSite", "Lax", "Partitioned", ""))));
        ServletRequestImpl request = fixture.request(FakeExchange.get("/x").server("https", "example.org", 443));

        String id = request.getSession().getId();

        assertEquals("SID=" + id + "; Path=/; Domain=example.org; Secure; SameSite=Lax; Partitioned",
                request.response().getHeader("Set-Cookie"));
        assertEquals(id, fixture.request(FakeExchange.get("/x;SID=" + id)).getSession().getId());
    }

    @Test
    void findsASessionByItsCookie() {
        HttpSession session = existing();

        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/x")
                .header("Cookie", "JSESSIONID=stale; a=b").header("Cookie", "JSESSIONID=" + session.getId()));

        assertSame(session, request.getSession(false));
        assertEquals(session.getId(), request.getRequestedSessionId());
        assertTrue(request.isRequestedSessionIdValid());
        assertTrue(request.isRequestedSessionIdFromCookie());
        assertFalse(request.isRequestedSessionIdFromURL());
        assertNull(request.response().getHeader("Set-Cookie"));
        assertFalse(session.isNew());
    }

    @Test
    void findsASessionByTheUrl() {
        HttpSession session = existing();

        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/x;a=1;jsessionid=" + session.getId()));

        assertSame(session, request.getSession(false));
        assertTrue(request.isRequestedSessionIdFromURL());
    }

    @Test
    void countsARequestAsAnAccessThoughItNeverAsks() {
        HttpSession session = existing();

        ServletRequestImpl request = fixture.request(
                FakeExchange.get("/app/x").header("Cookie", "JSESSIONID=" + session.getId()));

        assertFalse(session.isNew());
        request.release();
    }

    /** They may be of somebody who gave a victim the old id (session fixation). */
    @Test
    void keepsANewIdFromRequestsThatCameByTheOldOne() {
        String path = "/app/x;jsessionid=" + existing().getId();
        ServletRequestImpl inFlight = fixture.request(FakeExchange.get(path));
        ServletRequestImpl other = fixture.request(FakeExchange.get(path));

        String id = other.changeSessionId();

        assertEquals("y", inFlight.response().encodeURL("y"));
        assertEquals("y;jsessionid=" + id, other.response().encodeURL("y"));
    }

    @Test
    void neverTakesAnIdFromTheClient() {
        ServletRequestImpl request = fixture.request(
                FakeExchange.get("/app/x").header("Cookie", "JSESSIONID=chosen-by-an-attacker"));

        assertNull(request.getSession(false));
        assertEquals("chosen-by-an-attacker", request.getRequestedSessionId());
        assertNotEquals("chosen-by-an-attacker", request.getSession().getId());
        assertFalse(request.isRequestedSessionIdValid());
    }

    @Test
    void ignoresWhatItDoesNotTrackBy() {
        fixture = at("/app", SessionSettings.DEFAULT.withTrackingModes(Set.of(SessionTrackingMode.URL)));
        HttpSession session = existing();

        ServletRequestImpl byCookie = fixture.request(
                FakeExchange.get("/app/x").header("Cookie", "JSESSIONID=" + session.getId()));
        assertNull(byCookie.getSession(false));
        byCookie.getSession();
        assertNull(byCookie.response().getHeader("Set-Cookie"));

        Fixture cookies = at("/app", SessionSettings.DEFAULT.withTrackingModes(Set.of(SessionTrackingMode.COOKIE)));
        ServletRequestImpl request = cookies.request(FakeExchange.get("/app/x"));
        request.getSession();
        assertEquals("y", request.response().encodeURL("y"));
        cookies.context.sessions().close();
    }

    @Test
    void refusesToBeginOnceCommitted() throws IOException {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/x"));
        request.response().flushBuffer();

        assertThrows(IllegalStateException.class, request::getSession);
    }

    @Test
    void changesTheIdAndItsCookie() {
        HttpSession session = existing();
        ServletRequestImpl request = fixture.request(
                FakeExchange.get("/app/x").header("Cookie", "JSESSIONID=" + session.getId()));

        String id = request.changeSessionId();

        assertEquals(id, session.getId());
        assertEquals("JSESSIONID=" + id + "; Path=/app; HttpOnly", request.response().getHeader("Set-Cookie"));
        assertFalse(request.isRequestedSessionIdValid());
        assertThrows(IllegalStateException.class,
                () -> fixture.request(FakeExchange.get("/app/x")).changeSessionId());
    }

    @Test
    void startsAnewAfterInvalidation() {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/x"));
        HttpSession first = request.getSession();
        first.invalidate();

        assertNull(request.getSession(false));
        HttpSession second = request.getSession();

        assertNotEquals(first.getId(), second.getId());
        assertEquals(1, request.response().getHeaders("Set-Cookie").size());
        request.release();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            y,                            y;jsessionid=ID
            y?a=1#b,                      y;jsessionid=ID?a=1#b
            /app/y#b,                     /app/y;jsessionid=ID#b
            /app,                         /app;jsessionid=ID
            http://localhost/app/y,       http://localhost/app/y;jsessionid=ID
            '',                           http://localhost/app/x;jsessionid=ID
            ?a=1,                         http://localhost/app/x;jsessionid=ID?a=1
            #top,                         #top
            /other,                       /other
            /apple,                       /apple
            ../y,                         ../y
            ../../../y,                   ../../../y
            http://localhost:8080/app/y,  http://localhost:8080/app/y
            https://localhost/app/y,      https://localhost/app/y
            http://example.org/app/y,     http://example.org/app/y
            mailto:a@b,                   mailto:a@b
            y;jsessionid=other,           y;jsessionid=other
            """)
    void putsTheIdIntoUrlsOfTheApplication(String url, String expected) {
        ServletRequestImpl request = fixture.request(FakeExchange.get("/app/x"));
        assertEquals(url, request.response().encodeURL(url), "without a session");

        String id = request.getSession().getId();

        assertEquals(expected.replace("ID", id), request.response().encodeURL(url));
        assertEquals(expected.replace("ID", id), request.response().encodeRedirectURL(url));
    }

    @Test
    void leavesUrlsAloneIfTheClientReturnsCookies() {
        HttpSession session = existing();

        ServletRequestImpl request = fixture.request(
                FakeExchange.get("/app/x").header("Cookie", "JSESSIONID=" + session.getId()));

        assertEquals("y", request.response().encodeURL("y"));
    }
}
