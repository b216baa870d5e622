package io.waitress.servlet.internal.legacy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Renames inside a class file. All names of a class (of types, in descriptors, signatures, annotations and strings) are
 * texts among its constants, which nothing refers to by position: so they are replaced there, and the rest is copied.
 */
final class ClassFile {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int FIRST_CONSTANT = 10;
    private static final int UTF8 = 1;
    private static final int MAX_TEXT = 0xffff;

    private ClassFile() {
    }

    /**
     * Returns the class file with its names renamed; the same array if there is nothing to rename.
     *
     * @throws IllegalArgumentException if it is no class file, or a name becomes too long
     */
    static byte[] renamed(byte[] file) {
        return renamed(file, Names::renamed);
    }

    /** As the other, by other rules, which return the same string if a text is to stay. */
    static byte[] renamed(byte[] file, UnaryOperator<String> rules) {
        try {
            return copy(file, rules);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("it is cut off", e);
        }
    }

    private static byte[] copy(byte[] file, UnaryOperator<String> rules) {
        if (int16(file, 0) << 16 != (MAGIC & 0xffff0000) || int16(file, 2) != (MAGIC & 0xffff)) {
            throw new IllegalArgumentException("it is no class file");
        }
        ByteArrayOutputStream changed = null;
        int copied = 0;
        int at = FIRST_CONSTANT;
        for (int number = 1, count = int16(file, 8); number < count; number++) {
            int tag = file[at];
            if (tag == UTF8) {
                int length = int16(file, at + 1);
                String text = new String(file, at + 3, length, StandardCharsets.ISO_8859_1);
                String renamed = rules.apply(text);
                if (!renamed.equals(text)) {
                    changed = changed == null ? new ByteArrayOutputStream(file.length + 1024) : changed;
                    changed.write(file, copied, at + 1 - copied);
                    put(changed, renamed);
                    copied = at + 3 + length;
                }
                at += 3 + length;
            } else {
                at += size(tag);
                number += tag == 5 || tag == 6 ? 1 : 0; // a long or double takes two numbers
            }
        }
        if (changed == null) {
            return file;
        }
        changed.write(file, copied, file.length - copied);
        return changed.toByteArray();
    }

    private static void put(ByteArrayOutputStream target, String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a constant of it is too long");
        }
        target.write(text.length() >> 8);
        target.write(text.length());
        target.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the bytes of a constant with its tag (JVMS 17, section 4.4). */
    private static int size(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 3;
            case 15 -> 4;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
            case 5, 6 -> 9;
            default -> throw new IllegalArgumentException("it has a constant of the unknown kind " + tag);
        };
    }

    private static int int16(byte[] file, int at) {
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }
}
