package io.waitress.servlet.internal.files;

import io.waitress.servlet.internal.text.AcceptEncoding;
import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in the forms there are of it: as it is, and compressed in siblings. A sibling older than the file does not
 * count: it is a leftover. Immutable.
 *
 * @param plain the file itself
 * @param coded its siblings, the preferred one first
 */
record FileForms(Representation plain, List<Representation> coded) {

    private static final List<Coding> CODINGS = List.of(new Coding("br", ".br"), new Coding("gzip", ".gz"));

    private record Coding(String name, String suffix) {
    }

    /** Looks for the forms of a file. A folder has one. */
    static FileForms find(ResourceBase base, String path, Resource file, long nowMillis) {
        Representation plain = new Representation(file, null, nowMillis);
        if (file.directory()) {
            return new FileForms(plain, List.of());
        }
        List<Representation> coded = new ArrayList<>(0);
        for (Coding coding : CODINGS) {
            Resource sibling = base.resource(path + coding.suffix);
            if (sibling != null && !sibling.directory()
                    && sibling.lastModifiedMillis() >= file.lastModifiedMillis()) {
                coded.add(new Representation(sibling, coding.name, nowMillis));
            }
        }
        return new FileForms(plain, List.copyOf(coded));
    }

    /** Tells whether this is a folder rather than a file. */
    boolean folder() {
        return plain.resource().directory();
    }

    /** Tells whether the form depends on the request. */
    boolean negotiated() {
        return !coded.isEmpty();
    }

    /**
     * Returns the form that the client prefers.
     *
     * @param acceptEncoding the value of the field, or null
     */
    Representation negotiate(String acceptEncoding) {
        if (coded.isEmpty()) {
            return plain;
        }
        AcceptEncoding accepted = AcceptEncoding.parse(acceptEncoding);
        Representation best = plain;
        int weight = accepted.weight("identity");
        for (Representation candidate : coded) {
            int candidateWeight = accepted.weight(candidate.coding());
            if (candidateWeight > weight) {
                best = candidate;
                weight = candidateWeight;
            }
        }
        return best;
    }
}
