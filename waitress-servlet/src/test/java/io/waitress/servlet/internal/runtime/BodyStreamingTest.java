package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.ServletDefinition;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyStreamingTest {

    private static final long LATER = TimeUnit.SECONDS.toNanos(2);

    private static BodyStreaming of(String parameter, boolean async, boolean option) {
        ServletDefinition.Builder servlet = ServletDefinition.builder("s").asyncSupported(async);
        if (parameter != null) {
            servlet.initParameter(BodyStreaming.PARAMETER, parameter);
        }
        return BodyStreaming.of(servlet.build(), option, 0);
    }

    @ParameterizedTest
    @CsvSource({
        // init parameter, asynchronous, option: early at first, early after listening, early after blocking
        ", true, true, true, true, false",
        ", false, true, false, false, false",
        ", true, false, false, false, false",
        "true, false, false, true, true, true",
        "true, true, true, true, true, true",
        "false, true, true, false, false, false"})
    void beginsEarlyAsDeclaredOrShown(String parameter, boolean async, boolean option, boolean first, boolean listening,
            boolean blocking) {
        BodyStreaming streaming = of(parameter, async, option);

        assertEquals(first, streaming.possible());
        assertEquals(first, streaming.startsEarly(0));
        streaming.read(false);
        assertEquals(listening, streaming.startsEarly(1));
        assertEquals(listening, streaming.startsEarly(1));
        streaming.read(true);
        assertEquals(blocking, streaming.startsEarly(LATER));
        streaming.read(false);
        assertEquals(blocking, streaming.startsEarly(LATER));
    }

    @Test
    void triesOneRequestAtATimeWhileNothingIsKnown() {
        BodyStreaming streaming = of(null, true, true);

        assertTrue(streaming.startsEarly(0));
        assertFalse(streaming.startsEarly(1));
        assertFalse(streaming.startsEarly(TimeUnit.MILLISECONDS.toNanos(999)));
        assertTrue(streaming.startsEarly(LATER));
        assertFalse(streaming.startsEarly(LATER + 1));
    }

    @Test
    void refusesAnInitParameterThatIsNeither() {
        assertEquals("Servlet 's' has the init parameter io.waitress.streaming with the value 'yes'; expected true or"
                + " false", assertThrows(IllegalArgumentException.class, () -> of("yes", true, true)).getMessage());
    }
}
