package io.waitress.core.internal.tls;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value in DER (ITU-T X.690), as far as private keys need it. Immutable.
 *
 * @param tag one byte
 * @param content what follows tag and length
 */
record Der(int tag, byte[] content) {

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT = 0xa0;

    static Der integer(int value) {
        return new Der(INTEGER, new byte[] {(byte) value});
    }

    static Der octets(byte[] bytes) {
        return new Der(OCTETS, bytes);
    }

    static Der nothing() {
        return new Der(NULL, new byte[0]);
    }

    static Der sequence(Der... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (Der part : parts) {
            content.writeBytes(part.encoded());
        }
        return new Der(SEQUENCE, content.toByteArray());
    }

    static Der objectIdentifier(String dotted) {
        int[] arcs = Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(40 * arcs[0] + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >>> shift != 0) {
                    content.write(arcs[i] >>> shift & 0x7f | 0x80);
                }
            }
            content.write(arcs[i] & 0x7f);
        }
        return new Der(OBJECT_IDENTIFIER, content.toByteArray());
    }

    /**
     * Reads one value that takes all bytes.
     *
     * @throws IllegalArgumentException if they are something else
     */
    static Der parse(byte[] bytes) {
        List<Der> values = parseAll(bytes);
        if (values.size() != 1) {
            throw new IllegalArgumentException("not one value in DER");
        }
        return values.get(0);
    }

    private static List<Der> parseAll(byte[] bytes) {
        List<Der> values = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = bytes[at] & 0xff;
            int length = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0x80;
            at += 2;
            if (length >= 0x80) {
                int count = length & 0x7f;
                if (count == 0 || count > 3 || at + count > bytes.length) {
                    throw new IllegalArgumentException("a length is not DER");
                }
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = length << 8 | bytes[at++] & 0xff;
                }
            }
            if (length > bytes.length - at) {
                throw new IllegalArgumentException("the value is cut off");
            }
            values.add(new Der(tag, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return values;
    }

    List<Der> children() {
        if (tag != SEQUENCE && (tag & CONTEXT) != CONTEXT) {
            throw new IllegalArgumentException("expected a sequence");
        }
        return parseAll(content);
    }

    Der child(int index) {
        List<Der> children = children();
        if (index >= children.size()) {
            throw new IllegalArgumentException("a part is missing");
        }
        return children.get(index);
    }

    boolean isContext(int number) {
        return tag == (CONTEXT | number);
    }

    /** Returns the numbers with dots between them. */
    String objectIdentifier() {
        if (tag != OBJECT_IDENTIFIER || content.length == 0) {
            throw new IllegalArgumentException("expected an object identifier");
        }
        StringBuilder dotted = new StringBuilder().append(content[0] / 40).append('.').append(content[0] % 40);
        long arc = 0;
        for (int i = 1; i < content.length; i++) {
            arc = arc << 7 | content[i] & 0x7f;
            if (content[i] >= 0) {
                dotted.append('.').append(arc);
                arc = 0;
            }
        }
        return dotted.toString();
    }

    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (content.length < 0x80) {
            bytes.write(content.length);
        } else {
            int count = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            bytes.write(0x80 | count);
            for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
                bytes.write(content.length >>> shift);
            }
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }
}
