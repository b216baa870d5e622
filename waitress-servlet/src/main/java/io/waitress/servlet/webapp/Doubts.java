package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterMapping;
import io.waitress.servlet.internal.model.SecurityConstraint;
import io.waitress.servlet.internal.model.ServletDefinition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of what starts without an error and is probably not what was meant. Stateless. */
final class Doubts {

    private static final Logger LOG = LoggerFactory.getLogger(WebApp.class);

    private Doubts() {
    }

    /**
     * Warns of what is doubtful.
     *
     * @param location where the application comes from
     * @param root its folder
     * @param webXml what its descriptors and annotations say
     * @param complete the same, with what its tag libraries and the server add
     * @param hasClasses whether it has classes or jars
     * @param loader loads its classes
     */
    static void tell(Path location, Path root, WebXml webXml, DeploymentModel complete, boolean hasClasses,
            ClassLoader loader) throws IOException {
        DeploymentModel model = webXml.model();
        if (!Files.isDirectory(root.resolve("WEB-INF"))) {
            LOG.warn("{} has no WEB-INF: everything in it is served as static files", location);
        } else if (hasClasses && model.servlets().isEmpty() && complete.initializers().isEmpty()
                && complete.listeners().isEmpty() && model.filters().isEmpty()
                && !Boolean.TRUE.equals(webXml.metadataComplete()) && !hasPages(root)) {
            LOG.warn("{} has classes, but neither its descriptors nor its annotations declare a servlet", location);
        }
        for (WebXml.Declared servlet : webXml.lazyServlets()) {
            warnIfMissing(servlet, loader);
        }
        for (WebXml.Declared servlet : webXml.unmapped()) {
            LOG.warn("{}: @WebServlet has no URL pattern, and no descriptor maps servlet '{}': no request gets there",
                    servlet.place(), servlet.name());
        }
        for (ServletDefinition servlet : model.servlets()) {
            warnOfStars("servlet '" + servlet.name() + "'", servlet.patterns());
        }
        for (FilterMapping mapping : model.filterMappings()) {
            warnOfStars("filter '" + mapping.filter() + "'", mapping.patterns());
        }
        for (SecurityConstraint constraint : model.security().constraints()) {
            for (SecurityConstraint.Resources resources : constraint.resources()) {
                warnOfStars("a security constraint", resources.patterns());
            }
        }
    }

    /** Looks only where most applications with pages have their first one. */
    private static boolean hasPages(Path root) throws IOException {
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(root, "*.{jsp,jspx}")) {
            return pages.iterator().hasNext();
        }
    }

    private static void warnIfMissing(WebXml.Declared servlet, ClassLoader loader) {
        try {
            loader.loadClass(servlet.className());
        } catch (ClassNotFoundException | LinkageError e) {
            Throwable reason = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
            LOG.warn("{}: the class {} of servlet '{}' cannot be loaded: {}", servlet.place(), servlet.className(),
                    servlet.name(), reason.toString());
        }
    }

    /** A star that is neither {@code /*} at the end nor {@code *.} at the beginning is a letter like others. */
    private static void warnOfStars(String owner, List<String> patterns) {
        for (String text : patterns) {
            int star = text.startsWith("*.") ? text.indexOf('*', 1) : text.indexOf('*');
            if (star >= 0 && !(star == text.length() - 1 && text.endsWith("/*"))) {
                LOG.warn("The star in the URL pattern '{}' of {} stands for itself only; expected '/path/*', '*.extension'"
                        + " or a path without stars", text, owner);
            }
        }
    }
}
