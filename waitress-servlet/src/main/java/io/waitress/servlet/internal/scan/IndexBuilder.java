package io.waitress.servlet.internal.scan;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what is to be known of the classes of one jar or folder. Confined to one thread. */
final class IndexBuilder {

    private final Depth depth;
    private final Set<String> names = new HashSet<>();
    private final Set<String> classes = new HashSet<>();
    private final Set<String> injected = new HashSet<>();
    private final Map<String, Set<String>> subtypes = new HashMap<>();
    private final Map<String, Set<String>> annotated = new HashMap<>();
    private final Map<String, Set<String>> annotatedMembers = new HashMap<>();
    private final Map<String, List<ClassAnnotation>> deployment = new TreeMap<>();

    private record Name(String text, byte[] bytes) {
        static final Comparator<Name> ORDER = (a, b) -> Arrays.compareUnsigned(a.bytes, b.bytes);
    }

    IndexBuilder(Depth depth) {
        this.depth = depth;
    }

    Depth depth() {
        return depth;
    }

    /** Adds a class with its direct supertypes, its annotations, and those of its members. */
    void add(String className, Collection<String> supertypes, Collection<String> annotations,
            Collection<String> memberAnnotations) {
        names.add(className);
        classes.add(className);
        relate(supertypes, className, subtypes);
        relate(annotations, className, annotated);
        relate(memberAnnotations, className, annotatedMembers);
    }

    private void relate(Collection<String> from, String className, Map<String, Set<String>> relation) {
        for (String name : from) {
            names.add(name);
            relation.computeIfAbsent(name, key -> new HashSet<>()).add(className);
        }
    }

    /** Adds the annotations of a class that say something about deployment. */
    void addDeployment(String className, List<ClassAnnotation> annotations) {
        deployment.put(className, annotations);
    }

    /** Adds a class that expects something to be injected. */
    void addInjected(String className) {
        names.add(className);
        injected.add(className);
    }

    ClassIndex build() {
        List<Name> sorted = new ArrayList<>(names.size());
        int length = 0;
        for (String text : names) {
            Name name = new Name(text, text.getBytes(StandardCharsets.UTF_8));
            sorted.add(name);
            length += name.bytes.length;
        }
        sorted.sort(Name.ORDER);
        Map<String, Integer> numbers = new HashMap<>();
        for (Name name : sorted) {
            numbers.put(name.text, numbers.size());
        }
        byte[] declared = deploymentBytes();
        int count = sorted.size();
        ByteBuffer stored = ByteBuffer.allocate(4 + 4 * (count + 1) + length + count + 3 * 4 * (count + 1)
                + 4 * (size(subtypes) + size(annotated) + size(annotatedMembers)) + declared.length);
        stored.putInt(count);
        int offset = 0;
        for (Name name : sorted) {
            stored.putInt(offset);
            offset += name.bytes.length;
        }
        stored.putInt(offset);
        sorted.forEach(name -> stored.put(name.bytes));
        sorted.forEach(name -> stored.put(flags(name.text)));
        putRelation(subtypes, sorted, numbers, stored);
        putRelation(annotated, sorted, numbers, stored);
        putRelation(annotatedMembers, sorted, numbers, stored);
        stored.put(declared);
        return new ClassIndex(stored.array());
    }

    private byte flags(String name) {
        return (byte) ((classes.contains(name) ? ClassIndex.CLASS : 0) | (injected.contains(name) ? ClassIndex.INJECTED : 0));
    }

    private static int size(Map<String, Set<String>> relation) {
        return relation.values().stream().mapToInt(Set::size).sum();
    }

    private static void putRelation(Map<String, Set<String>> relation, List<Name> names,
            Map<String, Integer> numbers, ByteBuffer stored) {
        int offset = 0;
        for (Name name : names) {
            stored.putInt(offset);
            offset += relation.getOrDefault(name.text, Set.of()).size();
        }
        stored.putInt(offset);
        for (Name name : names) {
            relation.getOrDefault(name.text, Set.of()).stream().map(numbers::get).sorted().forEach(stored::putInt);
        }
    }

    private byte[] deploymentBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Map.Entry<String, List<ClassAnnotation>> declared : deployment.entrySet()) {
                out.writeUTF(declared.getKey());
                out.writeShort(declared.getValue().size());
                for (ClassAnnotation annotation : declared.getValue()) {
                    AnnotationCodec.write(annotation, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
