package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LineLoggerTest {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LineLogger logger = new LineLogger("io.example.Shop");

    @BeforeEach
    void redirect() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
        LogLevel.INFO.apply();
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void isTheProgramsBackend() {
        assertEquals(LineLogger.class, LoggerFactory.getLogger("x").getClass());
    }

    @Test
    void writesALineWithTimeThreadLevelAndShortName() {
        Thread.currentThread().setName("main");

        logger.warn("{} orders of {}", 3, "Ann");

        assertTrue(written().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} "
                + "\\[main] WARN Shop - 3 orders of Ann\\R"), written());
    }

    @Test
    void padsTheTime() {
        StringBuilder line = new StringBuilder();

        LineLogger.appendTime(line, LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_999_999));

        assertEquals("2026-01-02 03:04:05.006", line.toString());
    }

    @Test
    void writesTheStackTraceAfterTheLine() {
        logger.error("order {}", 7, new IOException("disk full"));

        String[] lines = written().split("\\R");
        assertTrue(lines[0].endsWith("ERROR Shop - order 7"), lines[0]);
        assertEquals("\tjava.io.IOException: disk full", lines[1]);
        assertTrue(lines[2].startsWith("\t\tat " + LineLoggerTest.class.getName()), lines[2]);
    }

    @Test
    void letsNoMessageForgeAnEvent() {
        String input = "1\n2026-11-22 08:05:09.040 [main] INFO Shop - paid\r\nx\ry\u001b[2J\u0085";

        logger.error("order {}", input, new NumberFormatException(input));

        String[] lines = written().split("\n");
        assertTrue(lines[0].endsWith("ERROR Shop - order 1"), lines[0]);
        for (int i = 1; i < lines.length; i++) {
            assertTrue(lines[i].startsWith("\t"), lines[i]);
        }
        assertEquals("\tx\\u000dy\\u001b[2J\\u0085", lines[2].stripTrailing());
    }

    @Test
    void writesWhatTheLevelAllows() {
        LogLevel.WARN.apply();
        logger.info("too much");
        logger.error("enough");
        LogLevel.OFF.apply();
        logger.error("nothing");
        LogLevel.TRACE.apply();
        logger.trace("all");

        assertTrue(written().matches("(?s)[^\\r\\n]* ERROR Shop - enough\\R[^\\r\\n]* TRACE Shop - all\\R"), written());
    }
}
