package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.waitress.servlet.internal.security.LoginOutcome.Accepted;
import io.waitress.servlet.internal.security.LoginOutcome.Delayed;
import io.waitress.servlet.internal.security.LoginOutcome.Refused;
import io.waitress.servlet.internal.security.LoginOutcome.Stale;
import io.waitress.servlet.security.DigestAlgorithm;
import io.waitress.servlet.security.DigestSecret;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginCheckTest {

    private static final User ADA = User.of("ada", Set.of("staff"));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private String password = "secret";
    private int asked;
    private final LoginCheck check = new LoginCheck(new Realm() {
        @Override
        public User authenticate(String name, String given) {
            asked++;
            return name.equals("ada") && given.equals(password) ? ADA : null;
        }

        @Override
        public DigestSecret digestSecret(String name, String realmName, DigestAlgorithm algorithm) {
            asked++;
            return name.equals("ada") ? DigestSecret.of(ADA, password, realmName, algorithm) : null;
        }
    }, "/app", nanos::get);

    private LoginOutcome fail(int times) throws IOException {
        LoginOutcome outcome = null;
        for (int i = 0; i < times; i++) {
            outcome = check.password("ada", "guess " + i, "10.0.0.1");
        }
        return outcome;
    }

    private DigestCredentials digest(String name, String nonce, int count, String given) {
        String ha1 = DigestSecret.of(User.of(name, Set.of()), given, "r", DigestAlgorithm.MD5).ha1();
        String counted = String.format("%08x", count);
        String ha2 = DigestAlgorithm.MD5.hash("GET:/x", StandardCharsets.ISO_8859_1);
        String response = DigestAlgorithm.MD5.hash(ha1 + ':' + nonce + ':' + counted + ":c:auth:" + ha2,
                StandardCharsets.ISO_8859_1);
        return new DigestCredentials(name, "r", DigestAlgorithm.MD5, nonce, "/x", "c", counted, response);
    }

    @Test
    void asksTheRealm() throws IOException {
        assertEquals(new Accepted(ADA), check.password("ada", "secret", "10.0.0.1"));
        assertEquals(new Refused(), check.password("ada", "other", "10.0.0.1"));
        assertEquals(new Refused(), check.password("bob", "secret", null));
    }

    @Test
    void doesNotAskAnyMoreAfterTooManyFailures() throws IOException {
        assertEquals(new Refused(), fail(5));

        assertEquals(new Delayed(1), check.password("ada", "secret", "10.0.0.2"));

        assertEquals(5, asked);
        nanos.addAndGet(1_000_000_000L);
        assertEquals(new Accepted(ADA), check.password("ada", "secret", "10.0.0.2"));
    }

    @Test
    void whoWasThereBeforeIsNotKeptOut() throws IOException {
        check.password("ada", "secret", "10.0.0.2");
        assertEquals(new Delayed(1), fail(6));

        assertEquals(new Accepted(ADA), check.password("ada", "secret", "10.0.0.2"));
    }

    /** Else one could go on guessing as long as one wants, for what a user has given before. */
    @Test
    void fromElsewhereWhatWasThereBeforeIsNotEvenCompared() throws IOException {
        check.password("ada", "secret", "10.0.0.2");
        check.password("ada", "secret", null);
        fail(6);

        assertEquals(new Delayed(1), check.password("ada", "secret", "10.0.0.3"));
        assertEquals(new Delayed(1), check.password("ada", "secret", null));
    }

    @Test
    void whoKeepsGuessingFromTheAddressOfAUserIsDelayedByAddress() throws IOException {
        check.password("ada", "secret", "10.0.0.2");
        fail(5);

        for (int i = 0; i < 20; i++) {
            assertEquals(new Delayed(1), check.password("ada", "guess " + i, "10.0.0.2"));
        }

        assertEquals(new Delayed(1), check.password("ada", "secret", "10.0.0.2"));
        nanos.addAndGet(1_000_000_000L);
        assertEquals(new Accepted(ADA), check.password("ada", "secret", "10.0.0.2"));
    }

    @Test
    void whoComesBackAgainAndAgainClearsNothing() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertEquals(new Accepted(ADA), check.password("ada", "secret", "10.0.0.2"));
            assertEquals(new Refused(), fail(1));
        }

        assertEquals(new Delayed(1), fail(1));
    }

    @Test
    void anOldPasswordIsNoLongerExempt() throws IOException {
        check.password("ada", "secret", "10.0.0.2");
        password = "changed";
        fail(6);

        assertEquals(new Refused(), check.password("ada", "secret", "10.0.0.2"));
        assertInstanceOf(Delayed.class, check.password("ada", "secret", "10.0.0.2"));
    }

    @Test
    void takesEachResponseOfDigestOnce() throws IOException {
        String nonce = check.nonces().next();

        assertEquals(new Accepted(ADA), check.digest(digest("ada", nonce, 1, "secret"), "GET", null));
        assertEquals(new Stale(), check.digest(digest("ada", nonce, 1, "secret"), "GET", null));
        assertEquals(new Accepted(ADA), check.digest(digest("ada", nonce, 2, "secret"), "GET", null));
        assertEquals(new Refused(), check.digest(digest("ada", nonce, 3, "secret"), "POST", null));
        assertEquals(new Refused(), check.digest(digest("ada", nonce, 4, "other"), "GET", null));
        assertEquals(new Refused(), check.digest(digest("bob", nonce, 5, "secret"), "GET", null));
        assertEquals(new Stale(), check.digest(digest("ada", "AAAA", 1, "secret"), "GET", null));
    }

    @Test
    void aUserOfDigestWhoWasThereBeforeIsNotKeptOut() throws IOException {
        String nonce = check.nonces().next();
        check.digest(digest("ada", nonce, 1, "secret"), "GET", "10.0.0.2");
        fail(5);

        assertEquals(new Delayed(1), check.digest(digest("ada", check.nonces().next(), 1, "secret"), "GET", "10.0.0.2"));
        assertEquals(new Accepted(ADA), check.digest(digest("ada", nonce, 2, "secret"), "GET", "10.0.0.2"));
    }

    @Test
    void refusesEverybodyWithoutARealm() throws IOException {
        LoginCheck without = new LoginCheck(null, "");

        assertEquals(new Refused(), without.password("ada", "secret", "10.0.0.1"));
        assertEquals(new Refused(), without.digest(digest("ada", without.nonces().next(), 1, "secret"), "GET", null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "ada | ada",
        "łukasz@example.org | łukasz@example.org",
        "a'b\\c | a\\'b\\\\c",
        "`a\r\nb` | a\\u000d\\u000ab",
        "`\u001b[31m` | \\u001b[31m",
        "\u202egnp | \\u202egnp",
    })
    void namesInTheLogAreHarmless(String name, String expected) {
        assertEquals(expected, LogText.of(name));
        assertEquals(81, LogText.of("a".repeat(1000)).length());
    }

    @Test
    void countsAllFailuresAndLogsSome() {
        FailureLog log = new FailureLog("", nanos::get);

        for (int i = 0; i < 1000; i++) {
            log.failed("ada", "10.0.0.1", "wrong name or password");
        }

        assertEquals(1000, log.failures());
    }
}
