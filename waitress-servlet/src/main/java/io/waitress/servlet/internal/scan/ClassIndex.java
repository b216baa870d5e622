package io.waitress.servlet.internal.scan;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is known of the classes of one jar or folder. It is its own stored form, and is searched without being decoded:
 *
 * <pre>
 *   names: n, n+1 offsets, UTF-8 in ascending order | classes: n flags
 *   three relations (subtypes, annotated types, annotated members): n+1 offsets, name numbers
 *   deployment: the annotations of each class that has some
 * </pre>
 *
 * Names have dots. Immutable.
 */
public final class ClassIndex {

    /** An index of nothing: no names, and the end of each relation. */
    public static final ClassIndex EMPTY = new ClassIndex(new byte[20]);

    /** The flag of a name that is a class of here. */
    static final int CLASS = 1;

    /** The flag of a class that expects something to be injected. */
    static final int INJECTED = 2;

    private final ByteBuffer data;  // read by absolute position only
    private final int count;
    private final int nameOffsets;
    private final int nameBytes;
    private final int classFlags;
    private final int subtypes;
    private final int annotated;
    private final int annotatedMembers;
    private final Map<String, List<ClassAnnotation>> deployment;

    /**
     * Takes the stored form, which is looked at as a whole: what is asked later finds nothing broken any more.
     *
     * @throws IllegalArgumentException if it is none
     */
    ClassIndex(byte[] stored) {
        data = ByteBuffer.wrap(stored);
        try {
            count = data.getInt(0);
            nameOffsets = 4;
            nameBytes = endOfOffsets(nameOffsets);
            classFlags = end(nameBytes, data.getInt(nameOffsets + 4 * count), 1);
            subtypes = end(classFlags, count, 1);
            annotated = endOfRelation(subtypes);
            annotatedMembers = endOfRelation(annotated);
            deployment = deployment(endOfRelation(annotatedMembers));
        } catch (IndexOutOfBoundsException | IOException e) {
            throw new IllegalArgumentException("not an index", e);
        }
    }

    /** Returns where so many elements end that begin at a position. */
    private int end(int start, int elements, int bytes) {
        if (elements < 0 || elements > (data.capacity() - start) / bytes) {
            throw new IllegalArgumentException("not an index: it ends early");
        }
        return start + elements * bytes;
    }

    /** Checks the offsets of as many parts as there are names: from 0, ascending. */
    private int endOfOffsets(int offsets) {
        if (count == Integer.MAX_VALUE || data.getInt(offsets) != 0) {
            throw new IllegalArgumentException("not an index: its parts do not begin at 0");
        }
        int end = end(offsets, count + 1, 4);
        int last = 0;
        for (int position = offsets + 4; position < end; position += 4) {
            int next = data.getInt(position);
            if (next < last) {
                throw new IllegalArgumentException("not an index: its parts do not follow each other");
            }
            last = next;
        }
        return end;
    }

    private int endOfRelation(int relation) {
        int numbers = endOfOffsets(relation);
        int end = end(numbers, data.getInt(numbers - 4), 4);
        for (int position = numbers; position < end; position += 4) {
            int number = data.getInt(position);
            if (number < 0 || number >= count) {
                throw new IllegalArgumentException("not an index: it has no name " + number);
            }
        }
        return end;
    }

    private Map<String, List<ClassAnnotation>> deployment(int start) throws IOException {
        if (start == data.capacity()) {
            return Map.of();
        }
        Map<String, List<ClassAnnotation>> found = new LinkedHashMap<>();
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(data.array(), start, data.capacity() - start))) {
            while (in.available() > 0) {
                String className = in.readUTF();
                List<ClassAnnotation> annotations = new ArrayList<>();
                for (int left = in.readUnsignedShort(); left > 0; left--) {
                    annotations.add(AnnotationCodec.read(in));
                }
                found.put(className, List.copyOf(annotations));
            }
        }
        return Collections.unmodifiableMap(found);
    }

    byte[] stored() {
        return data.array();
    }

    /** Tells whether this is the place of a class. */
    public boolean contains(String className) {
        int number = number(className);
        return has(number(className), CLASS);
    }

    /** Tells whether a class of here has annotations that ask for something to be injected. */
    public boolean injected(String className) {
        return has(number(className), INJECTED);
    }

    /** Tells whether there is such a class. */
    public boolean injectedAny() {
        for (int number = 0; number < count; number++) {
            if (has(number, INJECTED)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether there is such a class in one of several places. */
    public static boolean injectedAny(Collection<ClassIndex> indexes) {
        for (ClassIndex index : indexes) {
            if (index.injectedAny()) {
                return true;
            }
        }
        return false;
    }

    private boolean has(int number, int flag) {
        return number >= 0 && (data.get(classFlags + number) & flag) != 0;
    }

    /** Gives the names of the classes that extend or implement a type directly. */
    public void subtypes(String typeName, Consumer<String> to) {
        related(subtypes, typeName, to);
    }

    /** Gives the names of the classes that carry an annotation themselves. */
    public void annotated(String annotation, Consumer<String> to) {
        related(annotated, annotation, to);
    }

    /** Gives the names of the classes that have a method or field with an annotation. */
    public void withAnnotatedMembers(String annotation, Consumer<String> to) {
        related(annotatedMembers, annotation, to);
    }

    /** Gives the names of the types that classes of here extend or implement and that are not here themselves. */
    public void foreignSupertypes(Consumer<String> to) {
        for (int number = 0; number < count; number++) {
            if (!has(number, CLASS)
                    && data.getInt(subtypes + 4 * number) < data.getInt(subtypes + 4 * number + 4)) {
                to.accept(name(number));
            }
        }
    }

    /** Returns the annotations that say something about deployment, by class name in ascending order. */
    public Map<String, List<ClassAnnotation>> deployment() {
        return deployment;
    }

    private void related(int relation, String name, Consumer<String> to) {
        int number = number(name);
        if (number < 0) {
            return;
        }
        int numbers = relation + 4 * (count + 1);
        int end = data.getInt(relation + 4 * number + 4);
        for (int i = data.getInt(relation + 4 * number); i < end; i++) {
            to.accept(name(data.getInt(numbers + 4 * i)));
        }
    }

    private String name(int number) {
        int start = data.getInt(nameOffsets + 4 * number);
        int end = data.getInt(nameOffsets + 4 * number + 4);
        return new String(data.array(), nameBytes + start, end - start, StandardCharsets.UTF_8);
    }

    /** Returns the number of a name, or a negative number. */
    private int number(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = Arrays.compareUnsigned(data.array(), nameBytes + data.getInt(nameOffsets + 4 * middle),
                    nameBytes + data.getInt(nameOffsets + 4 * middle + 4), wanted, 0, wanted.length);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
