package io.waitress.servlet.internal.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.http.HttpException;
import io.waitress.servlet.security.DigestAlgorithm;
import io.waitress.servlet.security.DigestSecret;
import io.waitress.servlet.security.User;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestCredentialsTest {

    private static final String GOOD = "Digest username=\"ada\", realm=\"r\", nonce=\"n\", uri=\"/\", qop=auth, "
            + "nc=00000001, cnonce=\"c\", response=\"" + "0".repeat(32) + "\"";

    private static DigestCredentials read(String field) {
        return DigestCredentials.of(Authorization.of(List.of(field)));
    }

    /** The examples of RFC 7616, section 3.9.1. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    })
    void matchesTheExamplesOfTheRfc(String algorithm, String response) {
        DigestCredentials credentials = read("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
                + "uri=\"/dir/index.html\", algorithm=" + algorithm + ", "
                + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
                + "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" + response + "\", "
                + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        DigestSecret secret = DigestSecret.of(User.of("Mufasa", Set.of()), "Circle of Life", "http-auth@example.org",
                credentials.algorithm());

        assertTrue(credentials.matches(secret.ha1(), "GET"));
        assertFalse(credentials.matches(secret.ha1(), "POST"));
        assertFalse(credentials.matches(secret.ha1().replace('3', '4'), "GET"));
        assertEquals(1, credentials.count());
    }

    @Test
    void takesMd5UnlessToldOtherwiseAndKnowsWhatItDoesNot() {
        assertEquals(DigestAlgorithm.MD5, read(GOOD).algorithm());
        assertNull(read(GOOD + ", algorithm=MD5-sess").algorithm());
        assertEquals("digest …", read(GOOD).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "username=\"ada\" | ada",
        "username=\"a\\\"d\\\\a\" | a\"d\\a",
        "username=\"J\u00c3\u00a4s\" | Jäs",
        "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe | Jäsøn Doe",
        "username*=utf-8''%61 | a",
    })
    void readsNamesThatAreNotAscii(String username, String expected) {
        assertEquals(expected, read(GOOD.replace("username=\"ada\"", username)).name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "username=\"ada\" | x=y | username is missing",
        "username=\"ada\" | username=\"\u00fc\" | username is not in UTF-8",
        "username=\"ada\" | username=\"a\", username*=UTF-8''a | there are both username and username*",
        "username=\"ada\" | username*=ISO-8859-1''a | username* does not begin with UTF-8''",
        "username=\"ada\" | username*=UTF-8''%4 | username* has a % without two hexadecimal digits",
        "username=\"ada\" | username*=UTF-8''%00 | username* has a control character",
        "realm=\"r\" | realm=\"\" | realm is missing",
        "nonce=\"n\" | x=y | nonce is missing",
        "uri=\"/\" | x=y | uri is missing",
        "cnonce=\"c\" | x=y | cnonce is missing",
        "qop=auth | x=y | qop is missing",
        "qop=auth | qop=auth-int | qop is not auth, as was offered",
        "nc=00000001 | nc=1 | nc has not 8 hexadecimal digits",
        "nc=00000001 | nc=0000000g | nc has not 8 hexadecimal digits",
        "nc=00000001 | nc=00000001, userhash=true | the name is hashed, which was not offered",
        "nc=00000001 | nc=00000001, algorithm=SHA-256 | response is not a hexadecimal hash",
        "response=\"0 | response=\"G | response is not a hexadecimal hash",
    })
    void refusesWhatIsMalformedOrMissing(String part, String instead, String problem) {
        String field = GOOD.replace(part, instead);

        HttpException thrown = assertThrows(HttpException.class, () -> read(field));

        assertEquals(400, thrown.status());
        assertEquals("The Authorization header is malformed: " + problem, thrown.getMessage());
    }

    @Test
    void challengesAreQuoted() {
        assertEquals("a?b\"c", Challenges.realmName("a\u00fcb\"c", "/x"));
        assertEquals("/x", Challenges.realmName(null, "/x"));
        assertEquals("/", Challenges.realmName(null, ""));
        assertEquals("Basic realm=\"a\\\"\\\\\", charset=\"UTF-8\"", Challenges.basic("a\"\\"));
        assertEquals("Digest realm=\"r\", qop=\"auth\", algorithm=SHA-256, nonce=\"n\", charset=UTF-8, stale=true",
                Challenges.digest("r", DigestAlgorithm.SHA_256, "n", true));
    }
}
