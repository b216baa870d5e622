package io.waitress.servlet.internal.legacy;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts the files of an application one by one. Safe from any thread. */
final class Converter {

    private static final Logger LOG = LoggerFactory.getLogger(Converter.class);
    private static final String CLASS = ".class";
    private static final String VERSIONS = "META-INF/versions/";

    /** Files that name classes. */
    private static final Set<String> TEXTS = Set.of("xml", "tld", "properties", "factories", "handlers", "schemas",
            "imports", "groovy");

    /** Pages, parts of them, and tag files. */
    private static final Set<String> SOURCES = Set.of("jsp", "jspf", "jspx", "jspi", "jsf", "inc", "tag", "tagf",
            "tagx");

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Returns whether a file of that path may have to change, and so is to be read. */
    static boolean concerns(String path) {
        return path.endsWith(CLASS) || isText(path) || isSignature(path) || !path.equals(path(path));
    }

    /** Tells whether a file is about what a jar was before: signatures of its files, and the list of its packages. */
    static boolean isSignature(String path) {
        if (!path.startsWith("META-INF/") || path.indexOf('/', 9) >= 0) {
            return false;
        }
        String name = path.substring(9).toUpperCase(Locale.ROOT);
        return name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA") || name.endsWith(".EC")
                || name.startsWith("SIG-") || name.equals("INDEX.LIST");
    }

    private static boolean isText(String path) {
        return path.startsWith("META-INF/services/") || TEXTS.contains(extension(path)) || isSource(path);
    }

    private static boolean isSource(String path) {
        return SOURCES.contains(extension(path));
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Returns whether a resource may have to change: pages anywhere, other texts where clients cannot read them. */
    static boolean concernsResource(String path) {
        return isSource(path) || TEXTS.contains(extension(path))
                && (path.startsWith("/WEB-INF/") || path.startsWith("/META-INF/"));
    }

    /** Returns a text with its names renamed; the same array if there are none. */
    static byte[] convertText(String path, byte[] content) {
        return isSource(path) ? Text.renamedSource(content) : Text.renamed(content);
    }

    /** Returns where the file is found after its classes and services were renamed. */
    static String path(String path) {
        int start = 0;
        if (path.startsWith(VERSIONS)) {
            start = path.indexOf('/', VERSIONS.length()) + 1;
        }
        return path.substring(0, start) + Names.renamed(path.substring(start));
    }

    /**
     * Returns the file converted; the same array if nothing has changed.
     *
     * @param path its path inside its jar or folder, before it was renamed
     * @param label the jar or folder, for messages
     */
    byte[] convert(String path, byte[] content, String label) {
        if (path.endsWith(CLASS)) {
            try {
                return convertClass(path, content);
            } catch (RuntimeException e) { // whatever ASM makes of bytes that are no class
                LOG.warn("{}!/{} is not converted to jakarta.servlet: {}", label, path, e.toString());
                return content;
            }
        }
        return isText(path) ? convertText(path, content) : content;
    }

    private byte[] convertClass(String path, byte[] content) {
        byte[] renamed = ClassFile.renamed(content);
        if (renamed == content || path.startsWith("javax/")) { // the API itself, which is the server's in any case
            return renamed;
        }
        if (!Asm.PRESENT) {
            if (!warned.getAndSet(true)) {
                LOG.warn("What Servlet 6 removed is not restored: that needs ASM (org.ow2.asm:asm) on the server's class"
                        + " path");
            }
            return renamed;
        }
        return RemovedApi.restored(renamed);
    }
}
