package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.scan.ZipDirectory;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.jasper.servlet.JasperInitializer;
import org.apache.jasper.servlet.TldScanner;
import org.apache.tomcat.Jar;
import org.apache.tomcat.JarScanFilter;
import org.apache.tomcat.JarScanType;
import org.apache.tomcat.JarScanner;
import org.apache.tomcat.JarScannerCallback;
import org.apache.tomcat.util.scan.JarFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows Jasper the jars that have descriptors of tag libraries, and no others. Immutable. */
final class JasperTagLibraries implements JarScanner {

    private static final Logger LOG = LoggerFactory.getLogger(JasperTagLibraries.class);

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final PageSetup setup;

    JasperTagLibraries(PageSetup setup) {
        this.setup = setup;
    }

    @Override
    public void scan(JarScanType kind, ServletContext context, JarScannerCallback callback) {
        for (Path file : setup.tagLibraries()) {
            scan(file, "/WEB-INF/lib/" + file.getFileName(), true, callback);
        }
        if (setup.parent() != null) {
            for (Path file : ofParent(setup.parent())) {
                scan(file, null, false, callback);
            }
        }
    }

    private static void scan(Path file, String path, boolean ofApplication, JarScannerCallback callback) {
        try (Jar jar = JarFactory.newInstance(file.toUri().toURL())) {
            callback.scan(jar, path, ofApplication);
        } catch (IOException e) {
            LOG.warn("The tag libraries of {} cannot be read, so pages cannot use them: {}", file.getFileName(),
                    e.toString());
        }
    }

    /** Returns the jars of a class loader that have tag libraries. A jar is found by its manifest: all have one. */
    private static List<Path> ofParent(ClassLoader parent) {
        List<Path> found = new ArrayList<>();
        try {
            for (URL manifest : Collections.list(parent.getResources(MANIFEST))) {
                if (manifest.openConnection() instanceof JarURLConnection jar
                        && jar.getJarFileURL().getProtocol().equals("file")) {
                    Path file = Path.of(jar.getJarFileURL().toURI());
                    List<String> names = ZipDirectory.names(file, "META-INF/", ".tld");
                    if (names == null || !names.isEmpty()) {
                        found.add(file);
                    }
                }
            }
        } catch (IOException | URISyntaxException e) {
            LOG.warn("Tag libraries of the class path cannot be found, so pages cannot use them: {}", e.toString());
        }
        return found;
    }

    @Override
    public JarScanFilter getJarScanFilter() {
        return (kind, name) -> true;
    }

    @Override
    public void setJarScanFilter(JarScanFilter filter) {
        throw new UnsupportedOperationException("the jars are known already");
    }

    /** Reads all descriptors. Their listeners are not added: that was done when the application was loaded. */
    static final class Reader extends JasperInitializer {

        @Override
        protected TldScanner newTldScanner(ServletContext context, boolean namespaceAware, boolean validate,
                boolean blockExternal) {
            return new TldScanner(context, namespaceAware, validate, blockExternal) {
                @Override
                public List<String> getListeners() {
                    return List.of();
                }
            };
        }
    }
}
