package io.waitress.servlet.internal.files;

import io.waitress.servlet.internal.text.AcceptEncoding;
import io.waitress.servlet.internal.text.EntityTag;
import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import java.util.List;

/**
 * The form of a file that a request gets: the file itself or a sibling that holds it compressed. Immutable.
 *
 * @param resource where the bytes are
 * @param coding the content coding of the bytes, or null
 * @param negotiated whether other requests may get another form
 * @param strong whether two requests that see the same length and time of change get the same bytes: so unless the
 *     file was changed just now and could change again unnoticed (RFC 9110, section 8.8.2.2)
 */
record Representation(Resource resource, String coding, boolean negotiated, boolean strong) {

    private static final long SETTLED_MILLIS = 2_000;
    private static final List<Coding> CODINGS = List.of(new Coding("br", ".br"), new Coding("gzip", ".gz"));

    private record Coding(String name, String suffix) {
    }

    /** Returns the file itself. */
    static Representation plain(Resource file, long nowMillis) {
        return new Representation(file, null, false, settled(file, nowMillis));
    }

    /**
     * Returns the form that the client prefers. A sibling older than the file is not looked at: it is a leftover.
     *
     * @param path the path of the file
     * @param acceptEncoding the value of the field, or null
     */
    static Representation negotiate(ResourceBase base, String path, Resource file, String acceptEncoding,
            long nowMillis) {
        AcceptEncoding accepted = AcceptEncoding.parse(acceptEncoding);
        Resource best = file;
        String coding = null;
        int weight = accepted.weight("identity");
        boolean negotiated = false;
        for (Coding candidate : CODINGS) {
            Resource sibling = base.resource(path + candidate.suffix);
            if (sibling == null || sibling.directory() || sibling.lastModifiedMillis() < file.lastModifiedMillis()) {
                continue;
            }
            negotiated = true;
            int candidateWeight = accepted.weight(candidate.name);
            if (candidateWeight > weight) {
                best = sibling;
                coding = candidate.name;
                weight = candidateWeight;
            }
        }
        return new Representation(best, coding, negotiated, settled(best, nowMillis));
    }

    private static boolean settled(Resource file, long nowMillis) {
        return nowMillis - file.lastModifiedMillis() >= SETTLED_MILLIS;
    }

    long length() {
        return resource.length();
    }

    /** Returns when the bytes were last changed, in whole seconds as the wire has them; 0 if unknown. */
    long lastModifiedMillis() {
        return Math.max(0, resource.lastModifiedMillis() / 1000 * 1000);
    }

    /** Returns the entity tag, or null if the time of the last change is unknown. */
    EntityTag entityTag() {
        if (resource.lastModifiedMillis() <= 0) {
            return null;
        }
        String version = Long.toHexString(resource.lastModifiedMillis()) + '-' + Long.toHexString(resource.length());
        return new EntityTag(!strong, coding == null ? version : version + '-' + coding);
    }
}
