package io.waitress.core.internal.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** The ways in which a network may cut the same bytes. Some pieces are direct buffers, as those of a dispatcher are. */
final class Cuts {

    private Cuts() {
    }

    /** Gives the input to {@code run} whole, in two pieces for every split, and byte by byte; all must agree. */
    static <T> T same(byte[] input, Function<List<ByteBuffer>, T> run) {
        T whole = run.apply(pieces(input));
        for (int split = 1; split < input.length; split++) {
            assertEquals(whole, run.apply(pieces(input, split)), "split at " + split + ": " + show(input));
        }
        int[] everywhere = new int[Math.max(0, input.length - 1)];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = i + 1;
        }
        assertEquals(whole, run.apply(pieces(input, everywhere)), "byte by byte: " + show(input));
        return whole;
    }

    /** Gives the input to {@code run} whole, and four times in random pieces; all must agree. */
    static <T> T sampled(byte[] input, Random random, Function<List<ByteBuffer>, T> run) {
        T whole = run.apply(pieces(input));
        for (int round = 0; round < 4; round++) {
            int[] splits = random.ints(1 + random.nextInt(12), 0, input.length + 1).sorted().toArray();
            assertEquals(whole, run.apply(pieces(input, splits)), () -> "random pieces: " + show(input));
        }
        return whole;
    }

    private static List<ByteBuffer> pieces(byte[] input, int... splits) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int from = 0;
        for (int split : splits) {
            pieces.add(piece(input, from, split));
            from = split;
        }
        pieces.add(piece(input, from, input.length));
        return pieces;
    }

    private static ByteBuffer piece(byte[] input, int from, int to) {
        // A position and a limit within a larger buffer, so that nothing can rely on either end.
        int before = from % 3;
        ByteBuffer buffer = (to - from) % 2 == 0 ? ByteBuffer.allocate(before + to - from + 8)
                : ByteBuffer.allocateDirect(before + to - from + 8);
        buffer.position(before).mark();
        buffer.put(input, from, to - from);
        buffer.limit(buffer.position()).reset();
        return buffer;
    }

    static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String show(byte[] input) {
        return Excerpt.of(input, 0, Math.min(40, input.length)) + " (" + input.length + " bytes)";
    }
}
