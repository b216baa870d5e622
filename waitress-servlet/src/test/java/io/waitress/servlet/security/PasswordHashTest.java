package io.waitress.servlet.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    /** Computed by Python's hashlib.pbkdf2_hmac('sha512', 'pässword'.encode(), b'NaCl-salt-16byte', 1000). */
    private static final String KNOWN = "pbkdf2-sha512$1000$TmFDbC1zYWx0LTE2Ynl0ZQ==$"
            + "NO8QBF2nw9mpb7XJCUXMPJqdapWyFg6XENRVQNlQgI/9gHw98e5zTxC2a/LKsT2RW4feE+GbBp3mRI0xrV90rA==";

    @Test
    void knowsWhatOthersComputed() {
        PasswordHash hash = PasswordHash.parse(KNOWN);

        assertTrue(hash.matches("pässword"));
        assertFalse(hash.matches("passwort"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "", " ", "a:b,c\\d", "пароль"})
    void matchesThePasswordAlone(String password) {
        PasswordHash hash = PasswordHash.parse(PasswordHash.of(password, 10).text());

        assertTrue(hash.matches(password));
        assertFalse(hash.matches(password + "x"));
        assertFalse(hash.toString().contains(hash.text().substring(hash.text().length() - 20)));
    }

    @Test
    void salts() {
        assertNotEquals(PasswordHash.of("secret", 10).text(), PasswordHash.of("secret", 10).text());
        assertTrue(PasswordHash.of("secret").text().startsWith("pbkdf2-sha512$210000$"));
    }

    @Test
    void refusesWithoutAHash() {
        assertFalse(PasswordHash.refuse("secret", 10));
        assertFalse(PasswordHash.refuse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "secret, expected pbkdf2-sha512$ITERATIONS$SALT$HASH",
        "pbkdf2-sha512$1$AAAA, expected pbkdf2-sha512$ITERATIONS$SALT$HASH",
        "pbkdf2-sha1$1$AAAA$AAAA, expected pbkdf2-sha512$ITERATIONS$SALT$HASH",
        "pbkdf2-sha512$0$AAAA$AAAA, the number of iterations is '0'; expected 1 to 10000000",
        "pbkdf2-sha512$10000001$AAAA$AAAA, the number of iterations is '10000001'; expected 1 to 10000000",
        "pbkdf2-sha512$99999999999$AAAA$AAAA, the number of iterations is '99999999999'; expected 1 to 10000000",
        "pbkdf2-sha512$1$!$AAAA, the salt is not Base64",
        "pbkdf2-sha512$1$$AAAA, the salt has 0 bytes; expected 1 to 64",
        "pbkdf2-sha512$1$AAAA$AAAA, the hash has 3 bytes; expected 64",
    })
    void saysWhatIsWrong(String text, String problem) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse(text));

        assertEquals(problem, thrown.getMessage());
    }
}
