package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.servlet.security.PasswordHash;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashPasswordTest {

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gehëim word", "gehëim word\n", "gehëim word\r\nmore\n"})
    void hashesTheFirstLine(String text) throws LaunchException {
        assertTrue(PasswordHash.parse(HashPassword.run(null, input(text))).matches("gehëim word"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\nsecret\n"})
    void wantsAPassword(String text) {
        assertEquals("no password given; expected one on the terminal, or in the first line of the standard input",
                assertThrows(LaunchException.class, () -> HashPassword.run(null, input(text))).getMessage());
    }

    @Test
    void takesNoPasswordFromTheCommandLine() throws UsageException {
        assertInstanceOf(Command.HashPassword.class, CommandLine.parse(List.of("hash-password"), Map.of()));
        assertEquals("hash-password: nothing is expected after it; the password is read from the terminal or the"
                + " standard input", assertThrows(UsageException.class,
                () -> CommandLine.parse(List.of("hash-password", "secret"), Map.of())).getMessage());
    }
}
