package io.waitress.core.internal.parse;

import java.util.Arrays;
import java.util.Random;

/** Damages valid input in the ways in which parsers are attacked. */
final class Mutations {

    private static final String[] PIECES = {"\r", "\n", "\r\n", "\r\n\r\n", "\n\n", " ", "\t", ":", ",", ";", "\"",
        "\\", "%", "%00", "\0", "#", "?", "/", "//", "@", "[", "]", "*", "0", "-1", "ffffffffffffffff", "\u0080",
        "\u00ff", "\u007f", "chunked", "Content-Length: 7\r\n", "Transfer-Encoding: chunked\r\n", "Host: b\r\n",
        "\r\n folded: x", "HTTP/1.1", "HTTP/2.0", "GET / HTTP/1.1\r\n"};

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /** Returns the input with up to three changes; sometimes with none. */
    byte[] of(byte[] input) {
        byte[] mutated = input;
        for (int count = random.nextInt(4); count > 0 && mutated.length > 0; count--) {
            mutated = change(mutated);
        }
        return mutated;
    }

    private byte[] change(byte[] input) {
        int at = random.nextInt(input.length);
        int end = Math.min(input.length, at + 1 + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> replace(input, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> replace(input, at, end, new byte[0]);
            case 2 -> replace(input, at, at, Cuts.bytes(PIECES[random.nextInt(PIECES.length)]));
            case 3 -> replace(input, at, at + 1, Cuts.bytes(PIECES[random.nextInt(PIECES.length)]));
            case 4 -> replace(input, at, at, Arrays.copyOfRange(input, at, end));
            default -> Arrays.copyOf(input, at);
        };
    }

    private static byte[] replace(byte[] input, int from, int to, byte[] piece) {
        byte[] result = Arrays.copyOf(input, from + piece.length + input.length - to);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(input, to, result, from + piece.length, input.length - to);
        return result;
    }

    <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
