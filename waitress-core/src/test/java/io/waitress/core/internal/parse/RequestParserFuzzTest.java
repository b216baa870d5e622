package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Damaged requests: nothing but a refusal may come of them, the same however they are cut, and what is accepted must be
 * sound. {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.rounds=N} makes it longer.
 */
class RequestParserFuzzTest {

    private static final ParserLimits LIMITS = new ParserLimits(400, 8, 1000);
    private static final Set<Integer> STATUSES = Set.of(0, 400, 413, 414, 417, 421, 431, 501, 505);

    private static final String[] METHODS = {"GET", "POST", "OPTIONS", "CONNECT", "PROPFIND"};
    private static final String[] TARGETS = {"/", "/a/b?c=d", "/%41?%42=%43", "*", "a.test:80", "http://a.test/b?c",
        "http://[::1]:8080", "/a[1]?b={c}"};
    private static final String[] VERSIONS = {"HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2"};
    private static final String[] FIELDS = {"Host: a.test:80", "Host: [::1]", "Content-Length: 12",
        "Transfer-Encoding: chunked", "Connection: keep-alive, Upgrade", "Connection: close", "Upgrade: websocket",
        "Expect: 100-continue", "Accept: text/html, */*;q=0.1", "X-Long: abcdefghijklmnopqrstuvwxyz \u00e9", "X-Empty:",
        "Cookie: a=b; c=d"};

    @Test
    void acceptsOnlyWhatIsSound() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int rounds = Integer.getInteger("fuzz.rounds", 20_000);
        System.out.println("RequestParserFuzzTest: -Dfuzz.seed=" + seed + " -Dfuzz.rounds=" + rounds);
        Random random = new Random(seed);
        Mutations mutations = new Mutations(random);
        int accepted = 0;

        for (int round = 0; round < rounds; round++) {
            byte[] input = mutations.of(request(random, mutations));
            ParsedInput parsed = ParsedInput.sampled(input, random, LIMITS);
            assertTrue(STATUSES.contains(parsed.status()), () -> parsed + " for " + Cuts.show(input));
            assertTrue(parsed.message().matches("[ -~]*"), parsed::message);
            if (parsed.description() != null) {
                accepted++;
                assertSound(input, parsed);
            }
        }

        assertTrue(accepted > rounds / 10, accepted + " of " + rounds + " accepted");
    }

    private static byte[] request(Random random, Mutations mutations) {
        StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "\r\n" : "");
        text.append(mutations.pick(METHODS)).append(' ').append(mutations.pick(TARGETS)).append(' ')
                .append(mutations.pick(VERSIONS)).append("\r\n");
        if (random.nextInt(8) != 0) {
            text.append(FIELDS[0]).append("\r\n");
        }
        for (int fields = random.nextInt(8); fields > 0; fields--) {
            text.append(mutations.pick(FIELDS)).append("\r\n");
        }
        return Cuts.bytes(text.append("\r\nrest").toString());
    }

    /** Says the same of a head again after writing it down anew: nothing in it can have been an unseen line end. */
    private static void assertSound(byte[] input, ParsedInput parsed) {
        RequestParser parser = new RequestParser(LIMITS, ParsedInput.ORIGIN);
        assertTrue(parser.parse(ByteBuffer.wrap(input)));
        ParsedHead head = parser.head();
        StringBuilder again = new StringBuilder(head.method() + " " + head.target() + " " + head.version() + "\r\n");
        for (int i = 0; i < head.headers().size(); i++) {
            String value = head.headers().value(i);
            assertEquals(value.strip(), value);
            assertTrue(value.matches("[\\t -\\x7e\\x80-\\xff]*"), value);
            again.append(head.headers().name(i)).append(": ").append(value).append("\r\n");
        }
        again.append("\r\n");

        ParserLimits roomy = new ParserLimits(2 * LIMITS.maxHeadBytes(), LIMITS.maxFields(), LIMITS.maxBodyBytes());
        assertEquals(parsed.description(), ParsedInput.sampled(Cuts.bytes(again.toString()), new Random(1), roomy)
                .description());
        assertTrue(parsed.consumed() <= LIMITS.maxHeadBytes() + 2);
        assertTrue(head.headers().size() <= LIMITS.maxFields());
        assertTrue(head.bodyLength() >= -1 && head.bodyLength() <= LIMITS.maxBodyBytes());
        assertTrue(head.port() >= 0 && head.port() <= 65_535);
        assertTrue(head.headers().all("Host").size() <= 1);
        assertTrue(head.target().matches("[!-~&&[^#\"<>]]+"), head.target());
    }
}
