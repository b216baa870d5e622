package io.waitress.servlet.internal.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the constants of a class file, which is enough to see that a class cannot carry an annotation that matters:
 * most classes need not be read any further.
 */
final class ConstantPool {

    private static final int MAGIC = 0xCAFEBABE;
    private static final byte[][] PREFIXES = prefixes();

    private ConstantPool() {
    }

    /** The beginnings of descriptors, and whole ones. */
    private static byte[][] prefixes() {
        List<byte[]> prefixes = new ArrayList<>();
        prefixes.add("Ljakarta/servlet/annotation/".getBytes(StandardCharsets.US_ASCII));
        prefixes.add("Ljakarta/annotation/security/".getBytes(StandardCharsets.US_ASCII));
        prefixes.add("Ljakarta/annotation/sql/".getBytes(StandardCharsets.US_ASCII));
        for (String type : ClassAnnotation.OF_INJECTION) {
            prefixes.add(('L' + type.replace('.', '/') + ';').getBytes(StandardCharsets.US_ASCII));
        }
        return prefixes.toArray(new byte[0][]);
    }

    /**
     * Tells whether a class mentions an annotation that matters: of deployment or of injection.
     *
     * @throws IllegalArgumentException if this is no class file
     */
    static boolean mentionsAny(byte[] file) {
        try {
            return search(file);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("it ends early", e);
        }
    }

    private static boolean search(byte[] file) {
        if ((unsignedShort(file, 0) << 16 | unsignedShort(file, 2)) != MAGIC) {
            throw new IllegalArgumentException("it does not begin as class files do");
        }
        int count = unsignedShort(file, 8);
        int position = 10;
        for (int index = 1; index < count; index++) {
            int tag = file[position];
            switch (tag) {
                case 1 -> {     // text
                    int length = unsignedShort(file, position + 1);
                    if (length > 0 && file[position + 3] == 'L' && matters(file, position + 3, length)) {
                        return true;
                    }
                    position += 3 + length;
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> position += 5;
                case 5, 6 -> {  // long and double take two places
                    position += 9;
                    index++;
                }
                case 7, 8, 16, 19, 20 -> position += 3;
                case 15 -> position += 4;
                default -> throw new IllegalArgumentException("it has an unknown constant of type " + tag);
            }
        }
        return false;
    }

    private static boolean matters(byte[] file, int start, int length) {
        for (byte[] prefix : PREFIXES) {
            int matched = 0;
            while (matched < prefix.length && matched < length && file[start + matched] == prefix[matched]) {
                matched++;
            }
            if (matched == prefix.length) {
                return true;
            }
        }
        return false;
    }

    private static int unsignedShort(byte[] file, int position) {
        return (file[position] & 0xff) << 8 | file[position + 1] & 0xff;
    }
}
