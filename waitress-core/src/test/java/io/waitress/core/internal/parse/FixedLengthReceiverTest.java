package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

class FixedLengthReceiverTest {

    @Test
    void receivesDeclaredLength() {
        assertEquals(new ReceivedBody(5, "hello", "", 0, ""),
                ReceivedBody.of("hello", () -> new FixedLengthReceiver(5)));
    }

    @Test
    void leavesWhatFollows() {
        assertEquals(new ReceivedBody(5, "hello", "", 0, ""),
                ReceivedBody.of("helloGET /", () -> new FixedLengthReceiver(5)));
    }

    @Test
    void waitsForTheRest() {
        assertEquals(new ReceivedBody(-1, "hell", "", 0, ""),
                ReceivedBody.of("hell", () -> new FixedLengthReceiver(5)));
    }

    @Test
    void emptyBodyIsComplete() {
        assertEquals(new ReceivedBody(0, "", "", 0, ""), ReceivedBody.of("GET", () -> new FixedLengthReceiver(0)));
    }

    @Test
    void isChosenByTheHead() {
        String head = "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n";

        assertInstanceOf(FixedLengthReceiver.class, BodyReceiver.of(ParsedInput.head(head), ParsedInput.LIMITS));
    }
}
