package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Damaged chunked bodies: nothing but a refusal may come of them, the same however they are cut, within the limits.
 * {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.rounds=N} makes it longer.
 */
class BodyReceiverFuzzTest {

    private static final ParserLimits LIMITS = new ParserLimits(200, 4, 60);
    private static final Set<Integer> STATUSES = Set.of(0, 400, 413, 431);

    private static final String[] EXTENSIONS = {"", "", ";a", ";a=b", " ; a = \"b;\\\"c\" ;d"};
    private static final String[] TRAILERS = {"X-Sum: 1", "X-Long: abcdefghijklmnopq", "Content-Length: 5", "Host: b"};

    @Test
    void receivesOnlyWhatIsSound() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int rounds = Integer.getInteger("fuzz.rounds", 10_000);
        System.out.println("BodyReceiverFuzzTest: -Dfuzz.seed=" + seed + " -Dfuzz.rounds=" + rounds);
        Random random = new Random(seed);
        Mutations mutations = new Mutations(random);

        for (int round = 0; round < rounds; round++) {
            StringBuilder content = new StringBuilder();
            byte[] valid = body(random, mutations, content);
            byte[] input = mutations.of(valid);
            ReceivedBody received = ReceivedBody.sampled(input, random, () -> new ChunkedReceiver(LIMITS));
            assertTrue(STATUSES.contains(received.status()), () -> received + " for " + Cuts.show(input));
            assertTrue(received.message().matches("[ -~]*"), received::message);
            assertTrue(received.content().length() <= LIMITS.maxBodyBytes());
            assertTrue(!received.trailers().matches("(?i)(.*;)?(content-length|host)=.*"), received::trailers);
            if (input == valid && content.length() <= LIMITS.maxBodyBytes()) {
                assertEquals(0, received.status(), () -> received + " for " + Cuts.show(input));
                assertEquals(content.toString(), received.content());
            }
        }
    }

    private static byte[] body(Random random, Mutations mutations, StringBuilder content) {
        StringBuilder text = new StringBuilder();
        for (int chunks = random.nextInt(4); chunks > 0; chunks--) {
            String data = "abc\r\n0\r\n\r\nabcdefghijklmnop".substring(random.nextInt(8), 10 + random.nextInt(15));
            content.append(data);
            text.append(Integer.toHexString(data.length())).append(mutations.pick(EXTENSIONS)).append("\r\n")
                    .append(data).append("\r\n");
        }
        text.append('0').append(mutations.pick(EXTENSIONS)).append("\r\n");
        for (int trailers = random.nextInt(3); trailers > 0; trailers--) {
            text.append(mutations.pick(TRAILERS)).append("\r\n");
        }
        return Cuts.bytes(text.append("\r\nrest").toString());
    }
}
