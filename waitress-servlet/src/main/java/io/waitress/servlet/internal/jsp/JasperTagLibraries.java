package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.scan.ClassPathJars;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
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
            scanClassPath(callback);
        }
    }

    private void scanClassPath(JarScannerCallback callback) {
        try {
            for (Path file : ClassPathJars.with(setup.parent(), "META-INF/", ".tld")) {
                scan(file, null, false, callback);
            }
        } catch (IOException e) {
            LOG.warn("Tag libraries of the class path cannot be found, so pages cannot use them: {}", e.toString());
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
