package io.waitress.servlet.internal.runtime;

import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resources of a context as {@code ServletContext} shows them. Safe from any thread. */
final class ContextResources {

    private static final Logger LOG = LoggerFactory.getLogger(ContextResources.class);

    private final ResourceBase base;

    ContextResources(ResourceBase base) {
        this.base = base;
    }

    ResourceBase base() {
        return base;
    }

    /** Returns the full paths of a folder's members, with a slash at the end of folders; null if there are none. */
    Set<String> paths(String path) {
        if (path == null || !path.startsWith("/")) {
            return null;
        }
        String folder = path.endsWith("/") ? path : path + '/';
        Set<String> paths = new LinkedHashSet<>();
        for (String name : base.list(folder)) {
            paths.add(folder + name);
        }
        return paths.isEmpty() ? null : paths;
    }

    /**
     * Returns the URL of a resource, or null if there is none.
     *
     * @throws MalformedURLException if the path does not begin with a slash
     */
    URL url(String path) throws MalformedURLException {
        if (path == null || !path.startsWith("/")) {
            throw new MalformedURLException("resource path '" + path + "' must begin with '/'");
        }
        Resource resource = base.resource(path);
        return resource == null ? null : resource.url();
    }

    /** Opens a resource, or returns null if there is none. */
    InputStream open(String path) {
        Resource resource = path == null || !path.startsWith("/") ? null : base.resource(path);
        if (resource == null || resource.directory()) {
            return null;
        }
        try {
            return resource.open();
        } catch (IOException e) {
            LOG.warn("The resource {} cannot be read", path, e);
            return null;
        }
    }

    /**
     * Returns where a resource is, or would be, in the file system; null if the application has no folder there. A path
     * that ends with a slash keeps it: applications append to {@code getRealPath("/")}.
     */
    String realPath(String path) {
        if (path == null) {
            return null;
        }
        String absolute = path.startsWith("/") ? path : '/' + path;
        Path found = realFile(absolute);
        if (found == null) {
            return null;
        }
        String text = found.toString();
        return absolute.endsWith("/") && !text.endsWith(File.separator) ? text + File.separatorChar : text;
    }

    private Path realFile(String absolute) {
        Resource resource = base.resource(absolute);
        if (resource != null) {
            return resource.file();
        }
        Resource root = base.resource("/");
        if (root == null || root.file() == null) {
            return null;
        }
        Path wanted = root.file().resolve(absolute.substring(1)).normalize();
        return wanted.startsWith(root.file()) ? wanted : null;
    }

    boolean isFile(String path) {
        Resource resource = base.resource(path);
        return resource != null && !resource.directory();
    }
}
