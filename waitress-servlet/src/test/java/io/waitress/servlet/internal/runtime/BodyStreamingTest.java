package io.waitress.servlet.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.internal.model.MultipartLimits;
import io.waitress.servlet.internal.model.ServletDefinition;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
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
        assertEquals(first, streaming.startsEarly(null, 0));
        streaming.read(false);
        assertEquals(listening, streaming.startsEarly(null, 1));
        assertEquals(listening, streaming.startsEarly(null, 1));
        streaming.read(true);
        assertEquals(blocking, streaming.startsEarly(null, LATER));
        streaming.read(false);
        assertEquals(blocking, streaming.startsEarly(null, LATER));
    }

    @Test
    void triesOneRequestAtATimeWhileNothingIsKnown() {
        BodyStreaming streaming = of(null, true, true);

        assertTrue(streaming.startsEarly(null, 0));
        assertFalse(streaming.startsEarly(null, 1));
        assertFalse(streaming.startsEarly(null, TimeUnit.MILLISECONDS.toNanos(999)));
        assertTrue(streaming.startsEarly(null, LATER));
        assertFalse(streaming.startsEarly(null, LATER + 1));
    }

    /** The server reads them blocking whatever the servlet does, as soon as anybody asks for a parameter. */
    @ParameterizedTest
    @CsvSource({
        // content type, init parameter, whether the servlet reads parts: early
        "application/x-www-form-urlencoded, , false, false",
        "Application/X-WWW-Form-Urlencoded;charset=UTF-8, , false, false",
        "application/x-www-form-urlencoded, true, false, true",
        "multipart/form-data; boundary=x, , true, false",
        "multipart/form-data; boundary=x, , false, true",
        "application/json, , true, true"})
    void beginsWithFormsWhenTheyAreComplete(String contentType, String parameter, boolean parts, boolean early) {
        ServletDefinition.Builder servlet = ServletDefinition.builder("s").asyncSupported(true);
        if (parameter != null) {
            servlet.initParameter(BodyStreaming.PARAMETER, parameter);
        }
        if (parts) {
            servlet.multipart(new MultipartLimits("", -1, -1, 0));
        }
        BodyStreaming streaming = BodyStreaming.of(servlet.build(), true, 0);

        assertEquals(early, streaming.startsEarly(contentType, 0));
        streaming.read(false);
        assertEquals(early, streaming.startsEarly(contentType, 1));
    }

    @Test
    void remembersTheOneThatBlocksOfTwoAtOnce() throws Exception {
        CyclicBarrier beginning = new CyclicBarrier(2);
        for (int i = 0; i < 500; i++) {
            BodyStreaming streaming = of(null, true, true);
            Thread listener = new Thread(() -> {
                await(beginning);
                streaming.read(false);
            });
            listener.start();
            await(beginning);
            streaming.read(true);
            listener.join();

            assertFalse(streaming.startsEarly(null, LATER));
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesAnInitParameterThatIsNeither() {
        assertEquals("Servlet 's' has the init parameter io.waitress.streaming with the value 'yes'; expected true or"
                + " false", assertThrows(IllegalArgumentException.class, () -> of("yes", true, true)).getMessage());
    }
}
