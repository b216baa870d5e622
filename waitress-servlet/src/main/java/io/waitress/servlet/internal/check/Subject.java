package io.waitress.servlet.internal.check;

import io.waitress.servlet.internal.files.Parallel;
import io.waitress.servlet.internal.scan.ClassLocation;
import java.io.IOException;
import java.util.List;

/**
 * An application as inspections see it. Immutable but for what its world remembers, and so for one thread.
 *
 * @param parts its own classes, then its jars, in the order of search, as the server would load them
 * @param world all classes that it can see
 * @param components what it declares
 * @param references what it expects of JNDI and does not get
 * @param metadataComplete whether its classes need not be searched for annotations
 * @param legacy whether it was made for {@code javax.servlet} and is converted
 */
public record Subject(List<Part> parts, World world, List<Component> components, List<Reference> references,
        boolean metadataComplete, boolean legacy) {

    public Subject {
        parts = List.copyOf(parts);
        components = List.copyOf(components);
        references = List.copyOf(references);
    }

    /** What is known of an application besides its classes. */
    public record Declared(List<Component> components, List<Reference> references, boolean metadataComplete,
            boolean legacy) {

        public static final Declared NOTHING = new Declared(List.of(), List.of(), true, false);
    }

    /**
     * Reads an application's classes, on all processors.
     *
     * @param locations where they are, in the order of search
     * @param ownLabel the label of the location with the application's own
     * @param server sees what the server and the JDK show to applications
     * @param serverFirst the beginnings of names of which the server's classes come before the application's
     * @throws IOException if a location cannot be read
     */
    public static Subject read(List<? extends ClassLocation> locations, String ownLabel, ClassLoader server,
            List<String> serverFirst, Declared declared) throws IOException {
        Part[] parts = new Part[locations.size()];
        Parallel.forEach(parts.length, number -> {
            ClassLocation location = locations.get(number);
            parts[number] = Part.read(location, location.label().equals(ownLabel));
        });
        List<Part> read = List.of(parts);
        return new Subject(read, new World(read, server, serverFirst), declared.components(), declared.references(),
                declared.metadataComplete(), declared.legacy());
    }

    /** Returns the number of classes. */
    public int classCount() {
        return parts.stream().mapToInt(part -> part.classes().size()).sum();
    }

    List<Part> libraries() {
        return parts.stream().filter(part -> !part.own()).toList();
    }
}
