package io.waitress.servlet.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.waitress.core.testing.RawClient;
import io.waitress.servlet.testing.WaitressExtension;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HelloServletTest {

    @RegisterExtension
    static final WaitressExtension server = WaitressExtension.servlet("/hello", new HelloServlet());

    @Test
    void greets() throws IOException, InterruptedException {
        assertEquals("Hello, Ada!", server.get("/hello?name=Ada").body());
    }

    @Test
    void refusesNonsense(RawClient client) {
        client.send("GET /hello HTTP/1.1\r\nHost : example.com\r\n\r\n");

        assertEquals(400, client.readResponse().status());
        client.assertClosed();
    }
}
