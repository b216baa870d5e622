package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HttpException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random credentials: what is well-formed is read as it was meant, and whatever comes is read or refused with 400.
 * {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.rounds=N} makes it longer.
 */
class AuthorizationFuzzTest {

    private static final String[] PIECES = {"Digest", "Basic", " ", "  ", "\t", ",", "=", "==", "\"", "\\", "a", "realm",
        "nonce", "nc", "00000001", "qop", "auth", "uri", "/", "username*", "UTF-8''", "%", "%C3%BC", "response", ":",
        "\u0000", "\u00fc", "\u007f", "MD5", "algorithm", "cnonce", "userhash", "username", "YTpi", "f".repeat(32)};

    private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
    private final int rounds = Integer.getInteger("fuzz.rounds", 20_000);
    private final Random random = new Random(seed);

    @Test
    void readsOrRefuses() {
        System.out.println("AuthorizationFuzzTest: -Dfuzz.seed=" + seed + " -Dfuzz.rounds=" + rounds);
        for (int round = 0; round < rounds; round++) {
            StringBuilder field = new StringBuilder(random.nextBoolean() ? "Digest " : "");
            for (int i = random.nextInt(30); i > 0; i--) {
                field.append(PIECES[random.nextInt(PIECES.length)]);
            }
            readOrRefuse(field.toString());
        }
    }

    private static void readOrRefuse(String field) {
        try {
            Authorization read = Authorization.parse(field);
            assertTrue(read.token().isEmpty() || read.parameters().isEmpty(), field);
            if (read.scheme().equals(BasicCredentials.SCHEME)) {
                BasicCredentials.of(read);
            } else {
                DigestCredentials.of(read);
            }
        } catch (HttpException refused) {
            assertEquals(400, refused.status(), field);
        } catch (RuntimeException e) {
            throw new AssertionError("for " + field, e);
        }
    }

    @Test
    void readsWhatWasMeant() {
        for (int round = 0; round < rounds; round++) {
            Map<String, String> meant = new LinkedHashMap<>();
            StringBuilder field = new StringBuilder("Digest ");
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                String value = value();
                meant.put("p" + i, value);
                field.append(blanks()).append("P").append(i).append(blanks()).append('=').append(blanks())
                        .append(written(value)).append(blanks()).append(i == 1 ? "" : ",");
            }
            assertEquals(meant, Authorization.parse(field.toString()).parameters(), () -> "seed " + seed + ": " + field);
        }
    }

    private String blanks() {
        return " \t".substring(random.nextInt(3)).repeat(random.nextInt(2));
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            char c = (char) (0x20 + random.nextInt(0xe0));
            value.append(c == 0x7f ? '"' : c);
        }
        return value.toString();
    }

    private String written(String value) {
        if (value.matches("[A-Za-z0-9]+")) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            quoted.append(c == '"' || c == '\\' || random.nextInt(5) == 0 ? "\\" : "").append(c);
        }
        return quoted.append('"').toString();
    }
}
