package io.waitress.servlet.internal.jsp;

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

    private final List<Path> jars;

    JasperTagLibraries(List<Path> jars) {
        this.jars = jars;
    }

    @Override
    public void scan(JarScanType kind, ServletContext context, JarScannerCallback callback) {
        for (Path file : jars) {
            try (Jar jar = JarFactory.newInstance(file.toUri().toURL())) {
                callback.scan(jar, "/WEB-INF/lib/" + file.getFileName(), true);
            } catch (IOException e) {
                LOG.warn("The tag libraries of {} cannot be read, so pages cannot use them: {}", file.getFileName(),
                        e.toString());
            }
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
