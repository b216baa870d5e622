package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.legacy.PageBridge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The parent of the loaders of pages that were made for {@code javax.servlet}. It loads what the application's loader
 * does; the compiler, which reads class files, finds in those of the API also what was removed.
 */
final class JasperLegacyLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    JasperLegacyLoader(ClassLoader application) {
        super(application);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        try {
            InputStream changed = PageBridge.classFile(name, getParent());
            return changed != null ? changed : super.getResourceAsStream(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
