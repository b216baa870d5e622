package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class LogLevelTest {

    @Test
    void leavesNothingBehindThatAnApplicationCouldSee() {
        Properties before = (Properties) System.getProperties().clone();

        LogLevel.TRACE.apply();

        assertEquals(before, System.getProperties());
    }
}
