package io.waitress.servlet.internal.files;

import io.waitress.core.http.HttpDate;
import io.waitress.servlet.internal.text.EntityTag;
import io.waitress.servlet.spi.Resource;

/**
 * One form of a file: the file itself or a sibling that holds it compressed, with the validators of that form. Immutable.
 */
final class Representation {

    private static final long SETTLED_MILLIS = 2_000;

    private final Resource resource;
    private final String coding;
    private final boolean strong;
    private final EntityTag entityTag;
    private final String entityTagField;
    private final String lastModifiedField;

    /**
     * Describes a form as it is now.
     *
     * @param coding the content coding of the bytes, or null
     */
    Representation(Resource resource, String coding, long nowMillis) {
        this.resource = resource;
        this.coding = coding;
        long changed = resource.lastModifiedMillis();
        strong = nowMillis - changed >= SETTLED_MILLIS;
        entityTag = changed <= 0 ? null : new EntityTag(!strong, version(resource, coding));
        entityTagField = entityTag == null ? null : entityTag.toString();
        lastModifiedField = lastModifiedMillis() == 0 ? null : HttpDate.format(lastModifiedMillis());
    }

    private static String version(Resource resource, String coding) {
        String version = Long.toHexString(resource.lastModifiedMillis()) + '-' + Long.toHexString(resource.length());
        return coding == null ? version : version + '-' + coding;
    }

    /** Returns where the bytes are. */
    Resource resource() {
        return resource;
    }

    /** Returns the content coding of the bytes, or null. */
    String coding() {
        return coding;
    }

    /**
     * Tells whether two requests that see the same length and time of change get the same bytes: so unless the file was
     * changed just now and could change again unnoticed (RFC 9110, section 8.8.2.2).
     */
    boolean strong() {
        return strong;
    }

    /** Returns when the bytes were last changed, in whole seconds as the wire has them; 0 if unknown. */
    long lastModifiedMillis() {
        return Math.max(0, resource.lastModifiedMillis() / 1000 * 1000);
    }

    /** Returns the entity tag, or null if the time of the last change is unknown. */
    EntityTag entityTag() {
        return entityTag;
    }

    /** Returns the value of {@code ETag}, or null if the time of the last change is unknown. */
    String entityTagField() {
        return entityTagField;
    }

    /** Returns the value of {@code Last-Modified}, or null if the time of the last change is unknown. */
    String lastModifiedField() {
        return lastModifiedField;
    }
}
