package io.waitress.servlet.internal.runtime;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.internal.files.TemporaryFolder;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.naming.NamingScope;
import io.waitress.servlet.internal.runtime.ServletHost.Deployment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context in its server: the environment that it is given, from the temporary folder on, and taken from it again.
 *
 * @param path its path below the server's prefix
 * @param lifecycle starts and stops the application itself
 * @param temporaryFolder deleted at the end
 * @param names what the application finds by name, or null
 */
record HostedContext(String path, ContextLifecycle lifecycle, Path temporaryFolder, NamingScope names) {

    private static final Logger LOG = LoggerFactory.getLogger(HostedContext.class);

    /**
     * Starts one.
     *
     * @param former the version of the application that runs, or null
     */
    static HostedContext start(Deployment deployment, ContextDirectory contexts, HostOptions options,
            Settings settings, HostedContext former) throws ServletException, IOException {
        DeploymentModel model = deployment.model();
        Path folder = TemporaryFolder.create("waitress-");
        HostedContext hosted = null;
        ClassLoader loader = deployment.classLoader();
        NamingScope names = null;
        try {
            if (!model.naming().isEmpty()) {
                loader = NamingScope.loader(loader);
                names = names(model, loader);
            }
            ContextEnvironment environment = new ContextEnvironment(settings.urlPrefix() + model.contextPath(),
                    contexts, options, loader, new ContextResources(deployment.resources()), folder,
                    serverInfo(settings), settings.serverName(), settings.exposeTracebacks(),
                    options.changing() ? new Activity() : null);
            ContextLifecycle lifecycle = new ContextLifecycle(model, environment);
            ContextAttributes attributes = lifecycle.context().attributes();
            attributes.preset(ServletContext.TEMPDIR, folder.toFile());
            if (model.orderedLibs() != null) {
                attributes.preset(ServletContext.ORDERED_LIBS, model.orderedLibs());
            }
            lifecycle.start(former == null ? null : former.context().sessions());
            contexts.add(lifecycle.context());
            hosted = new HostedContext(model.contextPath(), lifecycle, folder, names);
            return hosted;
        } finally {
            if (hosted == null) {
                close(names);
                delete(folder);
            }
        }
    }

    private static NamingScope names(DeploymentModel model, ClassLoader loader) throws ServletException {
        try {
            return NamingScope.open(model.naming(), model.contextPath(), loader);
        } catch (IllegalArgumentException e) {
            throw new ServletException("The application at '" + (model.contextPath().isEmpty() ? "/"
                    : model.contextPath()) + "' cannot start: " + e.getMessage(), e);
        }
    }

    private static void close(NamingScope names) {
        if (names != null) {
            names.close();
        }
    }

    private static String serverInfo(Settings settings) {
        String version = HostedContext.class.getPackage().getImplementationVersion();
        return (settings.ident().isEmpty() ? "waitress" : settings.ident()) + '/' + (version == null ? "dev" : version);
    }

    ServletContextImpl context() {
        return lifecycle.context();
    }

    void stop() {
        context().environment().contexts().remove(context());
        try {
            lifecycle.stop();
        } finally {
            close(names);
            delete(temporaryFolder);
        }
    }

    private static void delete(Path folder) {
        try {
            TemporaryFolder.delete(folder);
        } catch (IOException e) {
            LOG.warn("The temporary folder {} could not be deleted: {}", folder, e.toString());
        }
    }
}
