package io.waitress.servlet.internal.secret;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordMemoryTest {

    private final PasswordMemory memory = new PasswordMemory();

    @ParameterizedTest
    @CsvSource({"ada, secret, true", "ad, asecret, false", "adas, ecret, false", "'', adasecret, false",
        "ada, Secret, false", "Ada, secret, false"})
    void knowsThePairThatWasRightOnly(String name, String password, boolean known) {
        memory.note("ada", "secret");

        assertTrue(known == memory.knows(name, password));
    }

    @Test
    void forgetsWhatItIsTold() {
        memory.note("ada", "secret");
        memory.note("bob", "secret");

        memory.forget("ada", "secret");

        assertFalse(memory.knows("ada", "secret"));
        assertTrue(memory.knows("bob", "secret"));
    }

    /** Of 4096 pairs, those that were of use lately. */
    @Test
    void forgetsThoseThatWereOfNoUseForLongest() {
        memory.note("ada", "secret");
        memory.note("bob", "secret");
        for (int i = 0; i < 4095; i++) {
            assertTrue(memory.knows("ada", "secret"));
            memory.note("user" + i, "secret");
        }

        assertTrue(memory.knows("ada", "secret"));
        assertFalse(memory.knows("bob", "secret"));
    }
}
