package io.waitress.core.internal.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldRecordsTest {

    private static final int LARGEST = 100;

    /** Records in pieces of any size come out as they were; a partial one is never offered a second time. */
    @Test
    void joinsWhateverComes() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] sent = records(random);
            HeldRecords held = new HeldRecords(LARGEST);
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            ByteBuffer input = ByteBuffer.allocate(2 * LARGEST);
            int at = 0;
            while (at < sent.length) {
                held.leaveRoom(input.clear());
                int count = Math.min(1 + random.nextInt(random.nextBoolean() ? 3 : 150),
                        Math.min(input.remaining(), sent.length - at));
                input.put(sent, at, count);
                at += count;
                if (held.join(input)) {
                    take(held, input, taken, random.nextInt(4));
                    held.keep(input);
                }
            }
            while (held.ready()) {
                held.leaveRoom(input.clear());
                assertTrue(held.join(input));
                take(held, input, taken, 9);
                held.keep(input);
            }
            assertArrayEquals(sent, taken.toByteArray(), "seed " + seed);
        }
    }

    @Test
    void awaitsNothingBeyondTheLargest() {
        HeldRecords held = new HeldRecords(LARGEST);
        ByteBuffer input = ByteBuffer.allocate(2 * LARGEST).put(new byte[] {23, 3, 3, -1, -1}).flip();

        held.keep(input);
        int more = 0;
        while (!held.ready()) {
            held.leaveRoom(input.clear());
            input.put((byte) 0);
            if (held.join(input)) {
                held.keep(input);
            }
            more++;
        }

        assertEquals(LARGEST - 5, more);
    }

    private static void take(HeldRecords held, ByteBuffer input, ByteArrayOutputStream taken, int most) {
        for (int i = 0; i < most && input.hasRemaining() && held.complete(input); i++) {
            byte[] record = new byte[5 + input.get(input.position() + 4)];
            input.get(record);
            taken.writeBytes(record);
        }
    }

    private static byte[] records(Random random) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = random.nextInt(20); i >= 0; i--) {
            byte[] content = new byte[random.nextInt(LARGEST - 4)];
            random.nextBytes(content);
            records.writeBytes(new byte[] {23, 3, 3, 0, (byte) content.length});
            records.writeBytes(content);
        }
        return records.toByteArray();
    }
}
