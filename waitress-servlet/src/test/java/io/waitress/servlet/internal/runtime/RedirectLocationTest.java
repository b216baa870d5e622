package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectLocationTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            page,                       http://localhost/app/dir/page
            ./page,                     http://localhost/app/dir/page
            ../page,                    http://localhost/app/page
            ../../page?q=/../x,         http://localhost/page?q=/../x
            ..,                         http://localhost/app/
            .,                          http://localhost/app/dir/
            /a/./b/../c,                http://localhost/a/c
            /.well-known,               http://localhost/.well-known
            /a/..,                      http://localhost/
            '',                         http://localhost/app/dir/start
            ?q=1,                       http://localhost/app/dir/start?q=1
            #part,                      http://localhost/app/dir/start#part
            page#a/../b,                http://localhost/app/dir/page#a/../b
            //other.example/x,          http://other.example/x
            https://other.example/../x, https://other.example/../x
            mailto:a@example.com,       mailto:a@example.com
            a/b:c,                      http://localhost/app/dir/a/b:c
            /a b,                       http://localhost/a%20b
            /ü€?x=ß,                    http://localhost/%C3%BC%E2%82%AC?x=%C3%9F
            /a%20b,                     http://localhost/a%20b
            """)
    void makesLocationsAbsolute(String location, String expected) {
        ServletRequestImpl request = new Fixture().request(FakeExchange.get("/app/dir/start"));

        assertEquals(expected, RedirectLocation.absolute(location, request));
    }

    @ParameterizedTest
    @CsvSource({"http,host,8080,http://host:8080/x", "https,host,443,https://host/x", "https,host,80,https://host:80/x",
        "http,[::1],80,http://[::1]/x"})
    void namesThePortUnlessItIsTheSchemes(String scheme, String host, int port, String expected) {
        ServletRequestImpl request = new Fixture().request(FakeExchange.get("/").server(scheme, host, port));

        assertEquals(expected, RedirectLocation.absolute("/x", request));
    }

    @Test
    void cannotEndALine() {
        ServletRequestImpl request = new Fixture().request(FakeExchange.get("/"));

        assertEquals("http://localhost/x%0D%0ASet-Cookie:y", RedirectLocation.absolute("/x\r\nSet-Cookie:y", request));
    }

    @Test
    void refusesToLeaveTheRoot() {
        ServletRequestImpl request = new Fixture().request(FakeExchange.get("/a/b"));

        assertThrows(IllegalArgumentException.class, () -> RedirectLocation.absolute("../../x", request));
    }
}
