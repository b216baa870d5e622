package io.waitress.servlet.internal.check;

import io.waitress.servlet.internal.check.MemberReference.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads of a class file what linking depends on: its constants, which name all that its code can refer to, and its
 * members (JVMS 17, chapter 4). It reads any version, allocates no more than the file is long, and needs no library.
 */
final class ClassFileParser {

    /** Takes what the class refers to. */
    interface References {

        void type(String internalName);

        void member(MemberReference member);

        void text(String constant);
    }

    private static final int MAGIC = 0xCAFEBABE;
    private static final int UTF8 = 1;
    private static final int TYPE = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int FIRST_CONSTANT = 10;

    private final byte[] file;
    private final int[] constants;
    private final String[] texts;
    private int at = FIRST_CONSTANT;

    private ClassFileParser(byte[] file) {
        this.file = file;
        if ((int16(0) << 16 | int16(2)) != MAGIC) {
            throw new IllegalArgumentException("it does not begin as class files do");
        }
        constants = new int[int16(8)];
        texts = new String[constants.length];
    }

    /**
     * Reads a class.
     *
     * @param to receives what it refers to, or null
     * @throws IllegalArgumentException if it is no class file
     */
    static ClassOutline parse(byte[] file, References to) {
        try {
            ClassFileParser parser = new ClassFileParser(file);
            parser.findConstants();
            ClassOutline outline = parser.outline();
            if (to != null) {
                parser.references(outline.name(), to);
            }
            return outline;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("it is cut off, or refers to what is not there", e);
        }
    }

    private void findConstants() {
        for (int number = 1; number < constants.length; number++) {
            constants[number] = at;
            int tag = file[at];
            at += switch (tag) {
                case UTF8 -> 3 + int16(at + 1);
                case TYPE, STRING, 16, 19, 20 -> 3;
                case 15 -> 4;
                case 3, 4, FIELD, METHOD, INTERFACE_METHOD, 12, 17, 18 -> 5;
                case 5, 6 -> 9;
                default -> throw new IllegalArgumentException("it has a constant of the unknown kind " + tag);
            };
            number += tag == 5 || tag == 6 ? 1 : 0; // a long or double takes two numbers
        }
    }

    private ClassOutline outline() {
        int access = next16();
        String name = typeName(next16());
        int above = next16();
        List<String> interfaces = new ArrayList<>();
        for (int left = next16(); left > 0; left--) {
            interfaces.add(typeName(next16()));
        }
        List<String> members = new ArrayList<>();
        members(members);
        members(members);
        String[] sorted = members.toArray(new String[0]);
        Arrays.sort(sorted);
        return new ClassOutline(name, above == 0 ? null : typeName(above), List.copyOf(interfaces), access, int16(6),
                Arrays.hashCode(file), sorted);
    }

    private void members(List<String> to) {
        for (int left = next16(); left > 0; left--) {
            at += 2;
            to.add(text(next16()) + text(next16()));
            for (int attributes = next16(); attributes > 0; attributes--) {
                int length = int16(at + 2) << 16 | int16(at + 4);
                if (length < 0) {
                    throw new IndexOutOfBoundsException(length);
                }
                at += 6 + length;
            }
        }
    }

    private void references(String own, References to) {
        for (int number = 1; number < constants.length; number++) {
            int start = constants[number];
            switch (start == 0 ? 0 : file[start]) {
                case TYPE -> {
                    String name = elementType(text(int16(start + 1)));
                    if (name != null && !name.equals(own)) {
                        to.type(name);
                    }
                }
                case STRING -> to.text(text(int16(start + 1)));
                case FIELD -> member(start, Kind.FIELD, to);
                case METHOD -> member(start, Kind.METHOD, to);
                case INTERFACE_METHOD -> member(start, Kind.INTERFACE_METHOD, to);
                default -> {
                    // nothing that would have to be linked by itself
                }
            }
        }
    }

    private void member(int start, Kind kind, References to) {
        String owner = typeName(int16(start + 1));
        int nameAndType = constants[int16(start + 3)];
        if (!owner.startsWith("[")) {
            to.member(new MemberReference(owner, text(int16(nameAndType + 1)), text(int16(nameAndType + 3)), kind));
        }
    }

    /** Returns the class that an array is of, the class itself if it is none, or null for an array of numbers. */
    private static String elementType(String name) {
        if (!name.startsWith("[")) {
            return name;
        }
        int start = name.lastIndexOf('[') + 1;
        return name.startsWith("L", start) && name.endsWith(";") ? name.substring(start + 1, name.length() - 1) : null;
    }

    private String typeName(int number) {
        return text(int16(constants[number] + 1));
    }

    private String text(int number) {
        String known = texts[number];
        if (known == null) {
            int start = constants[number];
            if (start == 0 || file[start] != UTF8) {
                throw new IllegalArgumentException("its constant " + number + " is no text");
            }
            known = new String(file, start + 3, int16(start + 1), StandardCharsets.UTF_8);
            texts[number] = known;
        }
        return known;
    }

    private int next16() {
        at += 2;
        return int16(at - 2);
    }

    private int int16(int position) {
        return (file[position] & 0xff) << 8 | file[position + 1] & 0xff;
    }
}
